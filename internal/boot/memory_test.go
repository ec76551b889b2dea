package boot_test

import (
	"testing"
	"testing/fstest"

	"partnerhub/internal/boot"
)

func TestMemoryLimit(t *testing.T) {
	const newer, older = "sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes"
	const machine, lines = "proc/meminfo", "MemTotal:         4000 kB\nMemFree:           100 kB\n"
	for name, tt := range map[string]struct {
		files map[string]string
		want  int64
	}{
		"no container":        {nil, 0},
		"a limit":             {map[string]string{newer: "536870912\n"}, 483183819},
		"no limit":            {map[string]string{newer: "max\n"}, 0},
		"a limit, older form": {map[string]string{older: "1000000000\n"}, 900000000},
		"none, older form":    {map[string]string{older: "9223372036854771712\n"}, 0},
		"both":                {map[string]string{newer: "1000", older: "2000"}, 900},
		"a machine":           {map[string]string{machine: lines}, 3072000},
		"no limit on it":      {map[string]string{machine: lines, newer: "max\n"}, 3072000},
		"none, older, on it":  {map[string]string{machine: lines, older: "9223372036854771712\n"}, 3072000},
		"a limit on it":       {map[string]string{machine: lines, newer: "1000\n"}, 900},
		"a limit beyond it":   {map[string]string{machine: lines, newer: "9000000\n"}, 3072000},
		"a machine, nonsense": {map[string]string{machine: "MemTotal: much\n"}, 0},
		"nonsense":            {map[string]string{newer: "-1"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{}
			for path, text := range tt.files {
				files[path] = &fstest.MapFile{Data: []byte(text)}
			}
			if got := boot.MemoryLimit(files); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}
