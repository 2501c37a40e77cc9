package export

import "testing"

func TestNoCellIsAFormula(t *testing.T) {
	tests := map[string]string{
		"": "", "Bob": "Bob", "=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@sum": "'@sum",
		"  =1": "'  =1", "\t=1": "'\t=1", "＝1": "'＝1", "a=1": "a=1", " ": " ",
	}
	for in, want := range tests {
		if got := defuse(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}
