package hooks

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"partnerhub/model"
)

// keepDeliveries is how long a message is kept.
const keepDeliveries = 30 * 24 * time.Hour

// Schedule is the published one: how long after one attempt the next one is made, beginning at once. The last attempt is 75 hours
// and 35 minutes after the first.
func Schedule() []time.Duration {
	return []time.Duration{0, 5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour,
		14 * time.Hour, 20 * time.Hour, 24 * time.Hour}
}

// jitterPart is how much later than scheduled an attempt may be: a tenth, so that what failed together does not come back together.
const jitterPart = 10

// next is when the attempt after so many is due; false when the schedule is over. A receiver may ask for more time.
func next(d *model.WebhookDelivery, tries int, now time.Time, asked time.Duration) (time.Time, bool) {
	schedule := Schedule()
	if tries >= len(schedule) {
		return time.Time{}, false
	}
	wait := schedule[tries] + jitter(d.ID, tries, schedule[tries]/jitterPart)
	return now.Add(max(wait, asked)).UTC().Truncate(time.Millisecond), true
}

// jitter is between nothing and most, always the same for the same attempt.
func jitter(id model.ID, tries int, most time.Duration) time.Duration {
	if most <= 0 {
		return 0
	}
	sum := sha256.Sum256([]byte(string(id) + string(rune('a'+tries))))
	return time.Duration(binary.BigEndian.Uint64(sum[:8]) % uint64(most))
}
