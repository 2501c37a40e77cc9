package main

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"seenby/chat"
)

// TestTheLinearModePrintsNothingTwice starts the linear mode again and again,
// after few and after many messages were missed, also when the hub was away, and
// the client killed: each message of somebody else that was missed is printed
// once, in order, behind what was known.
func TestTheLinearModePrintsNothingTwice(t *testing.T) {
	k := newKilling(t)
	said := regexp.MustCompile(`^#(\d+) \S+ bob: message (\d+)$`)
	told := 0
	for round, missed := range []int{0, 3, 9, 10, 11, 40, 1, 120, 25, 0, 7} {
		k.connected()
		for range missed {
			told++
			if _, _, _, err := k.bob.SendMessage(context.Background(), chat.Draft{Group: "ops", Text: fmt.Sprint("message ", told)}); err != nil {
				t.Fatal(err)
			}
		}
		if round%3 == 2 {
			k.hub.kill()
			k.hub = k.hub.again()
		}
		p := startLinear(t, k.hub.url, k.token, k.state)
		end := func() { // once it has printed the last one
			if round%4 == 3 {
				p.kill()
			}
			_ = p.in.Close()
		}
		var lines []string
		got := map[int]int{}
		last := 0
		for p.out.Scan() {
			lines = append(lines, p.out.Text())
			if missed == 0 && p.out.Text() == "online" {
				end()
			}
			m := said.FindStringSubmatch(p.out.Text())
			if m == nil {
				continue
			}
			n, _ := strconv.Atoi(m[2])
			got[n]++
			if n <= last {
				t.Errorf("round %d: message %d behind message %d", round, n, last)
			}
			if last = n; n == told && missed > 0 {
				end()
			}
		}
		_ = p.cmd.Wait()
		for n := told - missed + 1; n <= told; n++ {
			if got[n] != 1 {
				t.Errorf("round %d: message %d was printed %d times:\n%s", round, n, got[n], strings.Join(lines, "\n"))
				break
			}
		}
	}
}
