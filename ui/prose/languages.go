package prose

import (
	"strings"
	"sync"
)

// languages are those that are painted, by the names that people write behind
// a fence. They are made when the first code is painted, not when the program
// starts.
var languages = sync.OnceValue(byName)

func byName() map[string]*language {
	m := map[string]*language{}
	add := func(names string, l *language, words string) {
		l.words = map[string]bool{}
		for _, w := range strings.Fields(words) {
			l.words[w] = true
		}
		for _, n := range strings.Fields(names) {
			m[n] = l
		}
	}
	slash, stars := []string{"//"}, [][2]string{{"/*", "*/"}}
	hash := []string{"#"}
	add("go golang", &language{line: slash, block: stars, long: []string{"`"}, quotes: `"'`},
		`break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select
		struct switch type var nil true false iota any bool byte error int int64 string uint64 float64 rune`)
	add("js javascript jsx ts typescript tsx", &language{line: slash, block: stars, long: []string{"`"}, quotes: `"'`},
		`async await break case catch class const continue default delete do else enum export extends false finally for from function if
		implements import in instanceof interface let new null of private public readonly return static super switch this throw true try
		type typeof undefined var void while yield`)
	add("c h cpp c++ cc cs csharp java kotlin kt swift scala dart php", &language{line: slash, block: stars, quotes: `"'`},
		`abstract auto bool boolean break case catch char class const constexpr continue data def default delete do double else enum extends
		extern false final finally float for fun func if implements import in include inline int interface internal let long namespace new
		null nullptr object operator override package private protected public return short signed sizeof static string struct super switch
		template this throw throws true try typedef typename union unsigned using val var virtual void volatile when while`)
	add("rust rs", &language{line: slash, block: stars, quotes: `"`},
		`as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return
		self Self static struct super trait true type unsafe use where while`)
	add("py python", &language{line: hash, long: []string{`"""`, `'''`}, quotes: `"'`},
		`False None True and as assert async await break class continue def del elif else except finally for from global if import in is
		lambda match nonlocal not or pass raise return try while with yield self`)
	add("rb ruby", &language{line: hash, quotes: `"'`},
		`alias and begin break case class def do else elsif end ensure false for if in module next nil not or redo rescue retry return self
		super then true unless until when while yield`)
	add("sh bash zsh shell console dockerfile make makefile", &language{line: hash, quotes: `"'`, spacious: true, letters: "-"},
		`case do done elif else esac export fi for function if in local return then until while set unset source exit
		FROM RUN COPY ADD CMD ENTRYPOINT ENV ARG WORKDIR EXPOSE USER`)
	add("sql psql mysql sqlite", &language{line: []string{"--"}, block: stars, quotes: `'"`, anyCase: true},
		`add all alter and as asc between by case check column constraint create cross default delete desc distinct drop else end exists
		explain false foreign from full group having if in index inner insert into is join key left like limit not null offset on or order
		outer primary references right select set table then transaction true union unique update using values view when where with
		begin commit rollback`)
	add("json json5 jsonc", &language{line: slash, block: stars, quotes: `"`}, `true false null`)
	add("yaml yml toml ini conf properties hcl tf", &language{line: hash, quotes: `"'`, spacious: true, letters: "-"},
		`true false null yes no on off`)
	add("lua", &language{line: []string{"--"}, block: [][2]string{{"--[[", "]]"}}, quotes: `"'`},
		`and break do else elseif end false for function goto if in local nil not or repeat return then true until while`)
	add("html xml svg vue", &language{block: [][2]string{{"<!--", "-->"}}, quotes: `"`}, ``)
	add("css scss less", &language{block: stars, quotes: `"'`, letters: "-"}, `important inherit initial none auto`)
	return m
}
