// Package spelling finds the word that somebody who made a slip meant. It is
// pure.
package spelling

// near is how many letters a slip may change; longest is the length beyond
// which a word is compared with none, so that what is read from a file costs little.
const (
	near    = 2
	longest = 64
)

// Nearest returns the one of words that differs least from got, the first of
// equals; ok is false when all of them differ by more than two letters.
func Nearest(got string, words []string) (best string, ok bool) {
	least := near + 1
	for _, w := range words {
		if d := distance(got, w); d < least {
			best, least = w, d
		}
	}
	return best, least <= near
}

// distance is how many letters have to be changed, put in or left out to make
// one word of the other (Levenshtein).
func distance(a, b string) int {
	if len(a) > longest || len(b) > longest {
		return longest
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
