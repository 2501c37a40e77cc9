package socket

import "time"

// SetWall gives a Pinger that runs no timer yet another time of day.
func (p *Pinger) SetWall(wall func() time.Time) { p.wall = wall }
