//go:build !race

package socket_test

// raceEnabled is for tests of figures: the race detector's memory is not ours.
const raceEnabled = false
