package boot

import (
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

// TuneMemory sets the collector of this process: how eagerly it works, and in a container to work harder before the container's
// limit is reached than to be killed at it. GOGC and GOMEMLIMIT in the environment win. It answers the limit, 0 for none.
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

// MemoryLimit is nine tenths of what the container may use, since not all of it is the heap; 0 when nothing says how much that is.
func MemoryLimit(root fs.FS) int64 {
	// The newer and the older form.
	for _, name := range []string{"sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		text, err := fs.ReadFile(root, name)
		if err != nil {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
		if err != nil || n <= 0 || n > math.MaxInt64/2 { // "max", or the older form's largest number: no limit
			return 0
		}
		return n / 10 * 9
	}
	return 0
}
