#!/bin/sh
# Fetches GraphiQL at the versions of package-lock.json and keeps the few files that the hub compiles in.
# Needs Node and npm. The hub builds without ever running it: its page then says how to get the IDE.
set -eu
cd "$(dirname "$0")"
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
mkdir -p dist
cp node_modules/graphiql/graphiql.min.js node_modules/graphiql/graphiql.min.css dist/
cp node_modules/react/umd/react.production.min.js node_modules/react-dom/umd/react-dom.production.min.js dist/
cp node_modules/@graphiql/plugin-explorer/dist/index.umd.js dist/explorer.js
cp node_modules/@graphiql/plugin-explorer/dist/style.css dist/explorer.css
for name in graphiql react react-dom; do
	echo "== $name"
	cat "node_modules/$name/LICENSE"
done >dist/LICENSES.txt
# Maps are not compiled in, so nothing should ask for them.
for file in dist/*.js; do
	sed -i.bak '/^\/\/# sourceMappingURL=/d' "$file"
	rm "$file.bak"
done
rm -rf node_modules
