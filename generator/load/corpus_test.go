package load

import (
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// corpus is the files of all wrong inputs whose names end in ext, for fuzzing to begin with.
func corpus(f *testing.F, ext string) (files [][]byte) {
	names, err := filepath.Glob("../testdata/wrong/*/*.txtar")
	if err != nil || len(names) == 0 {
		f.Fatalf("no wrong inputs: %v", err)
	}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range a.Files {
			if filepath.Ext(file.Name) == ext {
				files = append(files, file.Data)
			}
		}
	}
	return files
}
