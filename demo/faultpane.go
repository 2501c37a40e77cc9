package demo

import (
	"time"

	"seenby/ui/cell"
)

// A faultPane says which fault of whom is selected.
type faultPane struct{ person, fault int }

// The faults, as they stand in the columns.
const (
	faultOffline = iota
	faultLatency
	faultLoss
	faultDuplicate
	faultReorder
	faultClock
	faultKinds
)

// Steps that one key leads through.
var (
	latencies = []time.Duration{0, 100 * time.Millisecond, 500 * time.Millisecond, 2 * time.Second}
	losses    = []float64{0, 0.05, 0.2, 0.5}
	clocks    = []time.Duration{0, time.Hour, -time.Hour, 24 * 365 * time.Hour}
)

// after returns what comes after now, the first one after the last.
func after[T comparable](steps []T, now T) T {
	for i, v := range steps {
		if v == now && i+1 < len(steps) {
			return steps[i+1]
		}
	}
	return steps[0]
}

// nextFault returns the faults with one of them a step further.
func nextFault(f Faults, kind int) Faults {
	switch kind {
	case faultOffline:
		f.Offline = !f.Offline
	case faultLatency:
		f.Latency = after(latencies, f.Latency)
	case faultLoss:
		f.Loss = after(losses, f.Loss)
	case faultDuplicate:
		f.Duplicate = after(losses, f.Duplicate)
	case faultReorder:
		f.Reorder = after(losses, f.Reorder)
	case faultClock:
		f.Clock = after(clocks, f.Clock)
	}
	return f
}

func (s *stage) moveAcross(by int) {
	s.faults.fault = max(min(s.faults.fault+by, faultKinds-1), 0)
}

// changeFault takes the selected fault a step further.
func (s *stage) changeFault() {
	who := s.cast[s.faults.person].id
	s.saboteur().SetFaults(who, nextFault(s.saboteur().Faults(who), s.faults.fault))
}

// faultRows draws the faults of everyone.
func (s *stage) faultRows(height int) []string {
	w := &s.words
	widths := []int{max(s.width/7, 8)}
	heads := []span{{cell.Say(""), s.theme.Faint}}
	for _, name := range []string{w.FaultOffline, w.FaultLatency, w.FaultLoss, w.FaultDuplicate, w.FaultReorder, w.FaultClock} {
		widths = append(widths, max(s.width/7, 5))
		heads = append(heads, span{cell.Concat(cell.Say(" "), cell.Line(name)), s.theme.Faint})
	}
	rows := []string{s.tableRow(widths, heads)}
	first := max(s.faults.person-height+2, 0) // the selected one stays in sight
	for i, p := range s.cast[first:] {
		i += first
		cells := []span{{cell.Concat(cell.Say(" "), cell.Name(p.name)), s.theme.Strong}}
		for kind, text := range s.faultTexts(s.saboteur().Faults(p.id)) {
			style := s.theme.Warn
			if text.String() == w.NoFault {
				style = s.theme.Faint
			}
			sign := cell.Say(" ")
			if s.atDesk && i == s.faults.person && kind == s.faults.fault {
				style, sign = s.theme.Selection, cell.Line(s.glyphs.Selected)
			}
			cells = append(cells, span{cell.Concat(sign, text), style})
		}
		rows = append(rows, s.tableRow(widths, cells))
	}
	return s.filled(rows, height)
}

func (s *stage) faultTexts(f Faults) []cell.Text {
	none := cell.Line(s.words.NoFault)
	texts := []cell.Text{none, none, none, none, none, none}
	if f.Offline {
		texts[faultOffline] = cell.Line(s.words.Yes)
	}
	if f.Latency > 0 {
		texts[faultLatency] = cell.Line(f.Latency.String())
	}
	if f.Loss > 0 {
		texts[faultLoss] = cell.Concat(decimal(f.Loss*100), cell.Say(" %"))
	}
	if f.Duplicate > 0 {
		texts[faultDuplicate] = cell.Concat(decimal(f.Duplicate*100), cell.Say(" %"))
	}
	if f.Reorder > 0 {
		texts[faultReorder] = cell.Concat(decimal(f.Reorder*100), cell.Say(" %"))
	}
	if f.Clock != 0 {
		sign := ""
		if f.Clock > 0 {
			sign = "+"
		}
		texts[faultClock] = cell.Line(sign + f.Clock.String())
	}
	return texts
}
