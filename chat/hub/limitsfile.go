package hub

import (
	"errors"
	"fmt"
	"math"
	"os"
	"reflect"
	"strings"

	"github.com/BurntSushi/toml"
)

// limitsFile is how [Limits] stand in a file: what is left out has its default.
type limitsFile struct {
	Writes                rateInFile `toml:"writes"`
	Reads                 rateInFile `toml:"reads"`
	GroupWrites           rateInFile `toml:"group_writes"`
	AddressWrites         rateInFile `toml:"address_writes"`
	ConnectionsPerUser    count      `toml:"connections_per_user"`
	ConnectionsPerAddress count      `toml:"connections_per_address"`
	Connections           count      `toml:"connections"`
	GroupsPerUser         count      `toml:"groups_per_user"`
	GroupMembers          count      `toml:"group_members"`
	Refusals              count      `toml:"refusals"`
}

type rateInFile struct {
	PerSecond count `toml:"per_second"`
	Burst     count `toml:"burst"`
}

func (r rateInFile) rate() Rate { return Rate{PerSecond: int(r.PerSecond), Burst: int(r.Burst)} }

// A count is a limit in a file.
type count int

// UnmarshalTOML implements [toml.Unmarshaler].
func (c *count) UnmarshalTOML(value any) error {
	n, ok := value.(int64)
	if !ok || n < 1 || n > math.MaxInt32 {
		return errors.New("has to be a whole number, 1 or more")
	}
	*c = count(n)
	return nil
}

// ReadLimits reads limits from a TOML file; what is left out has its default. An
// error says in one line where what is wrong. The names are in
// docs/operating.md.
func ReadLimits(path string) (Limits, error) {
	text, err := os.ReadFile(path) // #nosec G304 -- the operator names it
	if err != nil {
		return Limits{}, fmt.Errorf("reading the limits: %w", err)
	}
	l, err := ParseLimits(string(text))
	if err != nil {
		return Limits{}, fmt.Errorf("limits %s:%w", path, err)
	}
	return l, nil
}

// ParseLimits reads limits from TOML. An error begins with line and column.
func ParseLimits(text string) (Limits, error) {
	var f limitsFile
	md, err := toml.Decode(text, &f)
	if err != nil {
		return Limits{}, placed(err)
	}
	if keys := md.Undecoded(); len(keys) > 0 {
		return Limits{}, placed(unknownKey(text, keys[0]))
	}
	l := Limits{
		Writes: f.Writes.rate(), Reads: f.Reads.rate(), GroupWrites: f.GroupWrites.rate(), AddressWrites: f.AddressWrites.rate(),
		ConnectionsPerUser: int(f.ConnectionsPerUser), ConnectionsPerAddress: int(f.ConnectionsPerAddress),
		Connections: int(f.Connections), GroupsPerUser: int(f.GroupsPerUser), GroupMembers: int(f.GroupMembers),
		Refusals: int(f.Refusals),
	}
	return l.withDefaults(), nil
}

// placed puts line and column ahead of an error of the decoder.
func placed(err error) error {
	var at toml.ParseError
	if !errors.As(err, &at) {
		return fmt.Errorf(" %s", strings.TrimPrefix(err.Error(), "toml: ")) // it names the line itself
	}
	if at.LastKey != "" {
		return fmt.Errorf("%d:%d: %s: %s", at.Position.Line, at.Position.Col, at.LastKey, at.Message)
	}
	return fmt.Errorf("%d:%d: %s", at.Position.Line, at.Position.Col, at.Message)
}

// unknown is a value that nothing is known of.
type unknown struct{}

// UnmarshalTOML implements [toml.Unmarshaler].
func (*unknown) UnmarshalTOML(any) error { return errors.New("there is no such limit") }

// unknownKey returns the error for a key that is not known. The decoder keeps to
// itself where a key stands, but tells it with an error; so it is made to meet
// one there.
func unknownKey(text string, key toml.Key) error {
	t := reflect.TypeFor[unknown]()
	for i := len(key) - 1; i >= 0; i-- {
		t = reflect.StructOf([]reflect.StructField{{
			Name: "Key", Type: t, Tag: reflect.StructTag(fmt.Sprintf("toml:%q", key[i])),
		}})
	}
	if _, err := toml.Decode(text, reflect.New(t).Interface()); err != nil {
		return err
	}
	return fmt.Errorf("%s: there is no such limit", key)
}
