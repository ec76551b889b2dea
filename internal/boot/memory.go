package boot

import (
	"fmt"
	"io/fs"
	"math"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
)

// collectAt is the collector's percentage: at 200 it starts when the heap has grown to three times what was in use. It saves 3 to
// 13 % of the processor for about a third more memory; bench/RESULTS.md has the figures.
const collectAt = 200

// TuneMemory sets the collector of this process: how eagerly it works, and to work harder before the memory is used up than to be
// killed for it. GOGC and GOMEMLIMIT in the environment win. It answers the limit, 0 for none.
func TuneMemory(root fs.FS) (limit int64) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	limit = MemoryLimit(root)
	if os.Getenv("GOMEMLIMIT") != "" || limit == 0 {
		return 0
	}
	debug.SetMemoryLimit(limit)
	return limit
}

// MemoryLimit is nine tenths of what the container may use, since not all of it is the heap, and where there is no such limit three
// quarters of the machine's memory, which others use, too; 0 when nothing says how much that is. Without it a database of a third of
// the memory would grow past all of it before it is collected.
func MemoryLimit(root fs.FS) int64 {
	machine := machineMemory(root)
	most := int64(math.MaxInt64 / 2)
	if machine > 0 {
		most = machine
	}
	// The newer and the older form.
	for _, name := range []string{"sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		text, err := fs.ReadFile(root, name)
		if err != nil {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
		if err != nil || n <= 0 || n > most { // "max", the older form's largest number, or more than there is: no limit
			break
		}
		return n / 10 * 9
	}
	return machine / 4 * 3
}

// machineMemory reads how many bytes of memory there are, 0 where nothing says so.
func machineMemory(root fs.FS) int64 {
	text, err := fs.ReadFile(root, "proc/meminfo")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		var kilobytes int64
		if n, _ := fmt.Sscanf(line, "MemTotal: %d kB", &kilobytes); n == 1 && kilobytes > 0 {
			return kilobytes << 10
		}
	}
	return 0
}
