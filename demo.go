package main

import (
	"embed"
	"io/fs"
)

//go:embed testdata/demo/*.csv
var demoFiles embed.FS

// demo is the demo world's files.
func demo() fs.FS {
	files, err := fs.Sub(demoFiles, "testdata/demo")
	if err != nil {
		panic(err) // the path is a constant
	}
	return files
}
