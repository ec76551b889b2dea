import type { CodegenConfig } from "@graphql-codegen/cli";

// The documents are the calls of graphql() in src. What is generated needs nothing at run time.
const config: CodegenConfig = {
  schema: "../../graph/schema/*.graphqls",
  documents: ["src/*.ts"],
  importExtension: ".js",
  generates: {
    "src/gql/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: "string",
        useTypeImports: true,
        enumsAsTypes: true,
        onlyOperationTypes: true,
        defaultScalarType: "string", // money, instants and cursors are texts on the way
      },
    },
  },
};

export default config;
