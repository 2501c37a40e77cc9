package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/chat/hub"
	"seenby/demo/scenario"
)

// A tokenSource returns the token of somebody in the cast.
type tokenSource func(p scenario.Person) (string, error)

// tokenSource says where the tokens for a hub that runs already come from: out of a
// file, or signed with the key of the hub. It is nil for a hub of our own.
func (q *qaRun) tokenSource(all []loaded) (tokenSource, error) {
	switch {
	case q.hub == "" && (q.data != "" || q.tokens != ""):
		return nil, usagef("--data and --tokens need --hub: without it a hub of its own is started")
	case q.hub == "":
		return nil, nil
	case (q.data == "") == (q.tokens == ""):
		return nil, usagef("--hub needs --tokens, a file with a token for each of the cast, or --data, the hub's data directory, to sign them")
	}
	if err := checkHub(q.hub, q.insecure); err != nil {
		return nil, err
	}
	if q.tokens != "" {
		tokens, err := readTokens(q.tokens)
		if err != nil {
			return nil, err
		}
		if err := tokens.suffice(q.tokens, all); err != nil {
			return nil, err
		}
		return tokens.of, nil
	}
	key, err := hub.LoadKey(q.data)
	if err != nil {
		return nil, err
	}
	return func(p scenario.Person) (string, error) {
		kind := chat.KindUser
		if p.Bot {
			kind = chat.KindBot
		}
		return key.Token(hub.Claims{User: chat.UserID(p.ID), Name: p.Name, Kind: kind, Expires: time.Now().Add(time.Hour)})
	}, nil
}

// A tokenBook holds tokens by the names of the cast.
type tokenBook map[string]string

// readTokens reads a file of names and tokens: TOML, or JSON where the name says
// so. Nothing of a token gets into an error.
func readTokens(file string) (tokenBook, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, usagef("read the tokens: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, usagef("the tokens in %s can be read by others: chmod 600 it", file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, usagef("read the tokens: %w", err)
	}
	var tokens tokenBook
	if filepath.Ext(file) == ".json" {
		err = json.Unmarshal(text, &tokens)
	} else {
		err = toml.Unmarshal(text, &tokens)
	}
	if err != nil || len(tokens) == 0 {
		return nil, usagef(`%s does not hold tokens: it has a line alice = "TOKEN" for each name, or is the same as a JSON object`, file)
	}
	owners := map[chat.UserID]string{}
	for _, name := range tokens.names() {
		tokens[name] = strings.TrimSpace(tokens[name])
		user, err := client.TokenUser(tokens[name])
		if err != nil {
			return nil, usagef("%s: what stands for %s is no token", file, name)
		}
		if other := owners[user]; other != "" {
			return nil, usagef("%s: %s and %s have tokens of one user, %s: each of the cast is somebody else", file, other, name, user)
		}
		owners[user] = name
	}
	return tokens, nil
}

func (t tokenBook) names() []string {
	var names []string
	for name := range t {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// of is a [tokenSource].
func (t tokenBook) of(p scenario.Person) (string, error) {
	if token := t[p.ID]; token != "" {
		return token, nil
	}
	return "", fmt.Errorf("there is no token for %s", p.ID)
}

// suffice returns what is missing for the casts of some scenarios. A crowd is as
// large as there are tokens for: crowd1, crowd2 and so on.
func (t tokenBook) suffice(file string, all []loaded) error {
	for _, s := range all {
		var missing []string
		for i := range s.Cast {
			p := &s.Cast[i]
			if p.Copies == 1 {
				if t[p.ID] == "" {
					missing = append(missing, p.ID)
				}
				continue
			}
			n := 0
			for n < p.Copies && t[fmt.Sprint(p.ID, n+1)] != "" {
				n++
			}
			if n < 2 {
				missing = append(missing, p.ID+"1, "+p.ID+"2 and so on")
				continue
			}
			p.Copies = n
		}
		if len(missing) > 0 {
			return usagef("%s has no token for %s, who is in the cast of %s", file, strings.Join(missing, ", "), s.File)
		}
	}
	return nil
}
