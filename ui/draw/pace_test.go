package draw

import (
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	const ms = time.Millisecond
	tests := map[string]struct {
		wrote []time.Duration // frames, after the beginning
		at    time.Duration
		want  time.Duration
	}{
		"the first":                        {nil, 0, 0},
		"a second at once":                 {[]time.Duration{0}, 0, 0},
		"the last that may be":             {[]time.Duration{0, 0, 0}, 0, 0},
		"one too many":                     {[]time.Duration{0, 0, 0, 0}, 0, between},
		"one too many, a little later":     {[]time.Duration{0, 0, 0, 0}, 3 * ms, between - 3*ms},
		"after its time":                   {[]time.Duration{0, 0, 0, 0}, between, 0},
		"one each time":                    {[]time.Duration{0, 0, 0, 0, between, 2 * between}, 3 * between, 0},
		"two each time":                    {[]time.Duration{0, 0, 0, 0, between}, between, between},
		"after a lull as many as at first": {[]time.Duration{0, 0, 0, 0, time.Hour, time.Hour, time.Hour}, time.Hour, 0},
	}
	began := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var p pace
			for _, w := range tt.wrote {
				p.wrote(began.Add(w))
			}
			if got := p.wait(began.Add(tt.at)); got != tt.want {
				t.Errorf("waits %v, want %v", got, tt.want)
			}
		})
	}
}
