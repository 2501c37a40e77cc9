package client

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"seenby/chat"
	"seenby/chat/store"
	"seenby/chat/wire"
	"seenby/receipts"
)

// openDisk opens the local state in a directory, or in memory for "".
func openDisk(dir string) (disk, error) {
	if dir == "" {
		return newMemoryDisk(), nil
	}
	l, err := store.OpenLocal(dir, "")
	if err != nil {
		return nil, err
	}
	return &localDisk{l}, nil
}

// localDisk is the local state in a directory.
type localDisk struct{ local *store.Local }

// The names of the settings.
const (
	settingUser   = "user"
	settingDevice = "device"
)

// stowed is an entry of the outbox on disk. The call is kept as the frame that
// would be sent, so that it is read back by the rules of the protocol.
type stowed struct {
	Queued chat.Millis     `json:"queued"`
	Failed string          `json:"failed,omitempty"`
	Given  bool            `json:"given,omitempty"`
	Recall bool            `json:"recall,omitempty"`
	Text   string          `json:"text,omitempty"`
	Call   json.RawMessage `json:"call"`
}

func (d *localDisk) load() (saved, error) {
	s, err := d.local.Load()
	if err != nil {
		return saved{}, err
	}
	have := saved{
		me: chat.UserID(s.Settings[settingUser]), device: s.Settings[settingDevice],
		drafts: s.Drafts, memory: receipts.Memory{}, settings: s.Settings,
	}
	for _, g := range s.Groups {
		place := s.Places[g.ID]
		have.groups = append(have.groups, savedGroup{Group: g, cursor: place.Cursor, head: place.Head})
	}
	for g, packed := range s.Seen {
		var r receipts.Remembered
		if err := r.UnmarshalBinary(packed); err != nil {
			return saved{}, fmt.Errorf("group %s: %w", g, err)
		}
		have.memory[g] = &r
	}
	for _, q := range s.Outbox {
		en, err := unstow(q)
		if err != nil {
			return saved{}, fmt.Errorf("entry %d of the outbox: %w", q.ID, err)
		}
		have.entries = append(have.entries, en)
	}
	return have, nil
}

func stow(en *entry) (store.Queued, error) {
	frame, err := wire.EncodeCall(1, en.params)
	if err != nil {
		return store.Queued{}, err
	}
	body, err := json.Marshal(stowed{Queued: chat.At(en.queued), Failed: en.failed, Given: en.given, Recall: en.recall, Text: en.text, Call: frame})
	return store.Queued{ID: en.id, Kind: string(en.params.Op()), Body: body}, err
}

func unstow(q store.Queued) (*entry, error) {
	var s stowed
	if err := json.Unmarshal(q.Body, &s); err != nil {
		return nil, err
	}
	c, fault := wire.DecodeCall(s.Call)
	if fault != nil {
		return nil, fault
	}
	return &entry{
		id: q.ID, params: c.Params, queued: time.UnixMilli(int64(s.Queued)), failed: s.Failed,
		given: s.Given, unsure: s.Given, recall: s.Recall, text: s.Text,
	}, nil
}

func (d *localDisk) write(c *changes) error {
	w := store.Changes{
		Settings: map[string]string{},
		Drafts:   c.drafts,
		Places:   map[chat.GroupID]store.Place{},
		Seen:     map[chat.GroupID][]byte{},
		Members:  map[chat.GroupID][]byte{},
		Gone:     sorted(c.left),
		Delete:   sorted(c.dropped),
	}
	maps.Copy(w.Settings, c.settings)
	if c.me != "" {
		w.Settings[settingUser] = c.me
	}
	if c.device != "" {
		w.Settings[settingDevice] = c.device
	}
	for _, id := range sorted(c.entries) {
		q, err := stow(c.entries[id])
		if err != nil {
			return fmt.Errorf("entry %d of the outbox: %w", id, err)
		}
		w.Put = append(w.Put, q)
	}
	for _, g := range c.groups {
		w.Groups = append(w.Groups, g.Group)
	}
	for _, m := range c.messages {
		w.Messages = append(w.Messages, *m)
	}
	for id, p := range c.cursors {
		w.Places[id] = store.Place{Cursor: p.cursor, Head: p.head}
	}
	for id, r := range c.memory {
		w.Seen[id], _ = r.MarshalBinary() // its error is always nil
	}
	for id, members := range c.members {
		w.Members[id] = nil
		if members != nil {
			w.Members[id] = []byte(pack(members))
		}
	}
	return d.local.Write(w)
}

func (d *localDisk) members(g chat.GroupID) (members []chat.Member, err error) {
	packed, err := d.local.Members(g)
	if err != nil || packed == nil {
		return nil, err
	}
	if err := json.Unmarshal(packed, &members); err != nil {
		return nil, fmt.Errorf("the members of %s: %w", g, err)
	}
	return members, nil
}

func (d *localDisk) message(g chat.GroupID, uid chat.MessageUID) (chat.Message, bool, error) {
	return d.local.Message(g, uid)
}

func (d *localDisk) history(ctx context.Context, g chat.GroupID, s chat.Span) (chat.Page, error) {
	return d.local.History(ctx, g, s)
}

func (d *localDisk) search(ctx context.Context, g chat.GroupID, query string, before chat.Seq, limit int) (chat.Page, error) {
	return d.local.Search(ctx, g, query, before, limit)
}

func (d *localDisk) close() error { return d.local.Close() }
