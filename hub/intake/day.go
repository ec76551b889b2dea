package intake

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"partnerhub/model"
)

// days reads the dates of a file. Beside days and instants it knows today and offsets from its beginning in UTC, such
// as today-12d or today-3d+9h30m, so that an example does not age. The same file then means the same all day long, and
// something else tomorrow.
type days struct{ now time.Time }

var relativeForm = regexp.MustCompile(`^today([+-][0-9]{1,5}d)?([+-](?:[0-9]{1,2}h)?(?:[0-9]{1,2}m)?)?$`)

// instant reads a moment: a day stands for its beginning in UTC.
func (d days) instant(s string) (time.Time, error) {
	if strings.HasPrefix(s, "today") {
		return d.relative(s)
	}
	if day, err := model.ParseDate(s); err == nil {
		return time.Parse(time.DateOnly, string(day))
	}
	t, err := model.ParseDateTime(s)
	if err != nil {
		return t, errors.New("is a day such as 2026-11-21, an instant such as 2026-11-21T09:30:00Z, or today with an offset such as today-12d")
	}
	return t, nil
}

// past reads a moment that is over.
func (d days) past(s string) (time.Time, error) {
	t, err := d.instant(s)
	if err == nil && t.After(d.now) {
		return t, errors.New("is in the future")
	}
	return t, err
}

// day reads a calendar day.
func (d days) day(s string) (model.Date, error) {
	if strings.HasPrefix(s, "today") {
		t, err := d.relative(s)
		return model.DateOf(t), err
	}
	return model.ParseDate(s)
}

// relative reads today with its offsets: days first, then hours and minutes.
func (d days) relative(s string) (time.Time, error) {
	fault := errors.New("is today with an offset such as today-12d or today-3d+9h30m")
	found := relativeForm.FindStringSubmatch(s)
	if found == nil {
		return time.Time{}, fault
	}
	days, _ := strconv.Atoi(strings.TrimSuffix(found[1], "d")) // digits by its form, or nothing
	var hours time.Duration
	if found[2] != "" {
		var err error
		if hours, err = time.ParseDuration(found[2]); err != nil {
			return time.Time{}, fault
		}
	}
	t := d.now.UTC().Truncate(24*time.Hour).AddDate(0, 0, days).Add(hours)
	if _, err := model.ParseDateTime(t.Format(time.RFC3339)); err != nil {
		return time.Time{}, fault
	}
	return t, nil
}
