package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/chat/socket"
	"seenby/chat/store"
	"seenby/chat/wire"
	"seenby/crash"
	"seenby/ui/cell"
)

const (
	// expiresSoon is when a token is worth a note.
	expiresSoon = 72 * time.Hour
	// A clock that is off by so much is worth a note, and a problem: tokens begin
	// and end by the hub's clock.
	clockNote, clockProblem = 2 * time.Second, time.Minute
)

// configuration looks at the configuration file.
func (d *doctor) configuration() {
	flag, _ := d.cmd.Flags().GetString("config")
	path, _ := configPath(flag)
	_, err := os.Stat(path)
	chat, refused := chosen(flag)
	if d.settings != nil {
		refused = d.settings
	}
	defer func() {
		for _, stray := range strayHere(d.cmd) {
			d.found("environment", stateNote, stray)
		}
	}()
	switch {
	case refused != nil:
		d.found("configuration", stateProblem, strings.TrimPrefix(refused.Error(), "configuration file "), "'seenby config' shows what is set, and where")
	case errors.Is(err, fs.ErrNotExist):
		d.found("configuration", stateOK, "no file at "+path+": everything is as it is by default")
	case err != nil:
		d.found("configuration", stateProblem, err.Error())
	default:
		d.found("configuration", stateOK, path)
		if rare := rareKeys(path, chat.keys); len(rare) > 0 {
			d.found("configuration", stateNote, "few terminals can send the keys of "+strings.Join(rare, ", "),
				"give a second one that all can send, such as a function key or alt and a letter")
		}
	}
}

// hubAndToken looks at the hub, the token, the clock and the local copy, so far
// as it is said which.
func (d *doctor) hubAndToken(ctx context.Context) {
	token, user := d.lookAtToken()
	if token == "" && !d.cmd.Flags().Changed("hub") {
		d.found("hub", stateNote, "none is named", "--hub and --token, or SEENBY_HUB and SEENBY_TOKEN, as for 'seenby chat'")
		d.stateDir("")
		return
	}
	d.lookAtHub(ctx, token)
	if user == "" {
		d.stateDir("")
		return
	}
	d.stateDir(token)
}

// lookAtToken looks at the token; it returns "" when there is no good one.
func (d *doctor) lookAtToken() (token string, user chat.UserID) {
	if d.token == "" && d.tokenFile == "" {
		d.found("token", stateNote, "none is given", "'seenby token USER' on the hub makes one; 'seenby invite' makes a link")
		return "", ""
	}
	token, err := d.readToken()
	if err == nil {
		user, err = client.TokenUser(token)
	}
	if err != nil {
		d.found("token", stateProblem, err.Error())
		return "", ""
	}
	who := "it is " + string(user) + "'s"
	ends, has := expiry(token)
	left := time.Until(ends)
	switch {
	case !has:
		d.found("token", stateOK, who+", without an end")
	case left <= 0:
		d.found("token", stateProblem, who+", and it has expired on "+ends.Format(time.DateTime), "a new one: 'seenby token "+string(user)+"' on the hub")
	case left < expiresSoon:
		d.found("token", stateNote, who+", and it expires on "+ends.Format(time.DateTime), "a new one in time: 'seenby token "+string(user)+"' on the hub")
	default:
		d.found("token", stateOK, who+", good until "+ends.Format(time.DateTime))
	}
	return token, user
}

// expiry returns when a token expires, as the token says.
func expiry(token string) (time.Time, bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return time.Time{}, false
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claims struct {
		Exp float64 `json:"exp"`
	}
	if err != nil || json.Unmarshal(payload, &claims) != nil || claims.Exp <= 0 {
		return time.Time{}, false
	}
	return time.Unix(int64(claims.Exp), 0), true
}

// lookAtHub connects, without being a device of anybody's: nothing is read and
// nothing answered.
func (d *doctor) lookAtHub(ctx context.Context, token string) {
	address, err := client.HubAddress(d.hub, d.insecure)
	if err != nil {
		d.found("hub", stateProblem, err.Error())
		return
	}
	trust, err := trustFile(d.ca)
	if err != nil {
		d.found("hub", stateProblem, err.Error())
		return
	}
	start := time.Now()
	conn, err := socket.Dial(ctx, address, nil, socket.DialOptions{TLS: trust})
	if err != nil {
		d.found("hub", stateProblem, address+" cannot be reached: "+err.Error(), "is it running, and is the address as this machine reaches it?")
		return
	}
	defer conn.Kill()
	way := "not encrypted, but on this machine"
	if strings.HasPrefix(address, "wss://") {
		way = "encrypted"
	} else if d.insecure {
		way = "not encrypted"
	}
	dialled := time.Since(start)
	if token == "" {
		d.found("hub", stateOK, fmt.Sprintf("%s can be reached in %s, %s", address, short(dialled), way))
		return
	}
	asked := time.Now()
	hello, err := sayHello(ctx, conn, token)
	trip := time.Since(asked)
	if err != nil {
		d.found("hub", stateProblem, address+" does not let you in: "+err.Error(), "'seenby token' on the hub makes another token")
		return
	}
	d.found("hub", stateOK, fmt.Sprintf("%s, %s, protocol 1, version %s, answers in %s, you are in %s",
		address, way, cell.Line(hello.Hub.Version), short(trip), counted(len(hello.Groups), "group", "groups")))
	d.clock(asked.Add(trip/2).Sub(hello.ServerTime.Time()), trip)
}

func short(t time.Duration) string { return t.Round(100 * time.Microsecond).String() }

// sayHello is connect, and its reply.
func sayHello(ctx context.Context, conn *socket.Conn, token string) (hello wire.Connected, err error) {
	frame, err := wire.EncodeCall(1, wire.Connect{Token: token})
	if err != nil {
		return hello, fmt.Errorf("connect: %w", err)
	}
	if err := conn.Send(socket.Encode(frame)); err != nil {
		return hello, fmt.Errorf("connect: %w", err)
	}
	stop := context.AfterFunc(ctx, func() {
		defer crash.Guard()
		conn.Kill()
	})
	defer stop()
	for {
		raw, err := conn.Read()
		if ctx.Err() != nil {
			return hello, errors.New("it does not answer in time (--timeout)")
		}
		if err != nil {
			return hello, fmt.Errorf("connect: %w", err)
		}
		f, err := wire.DecodeFrame(raw)
		if err != nil {
			return hello, fmt.Errorf("it does not speak protocol 1: %w", err)
		}
		reply, is := f.(wire.Reply)
		if !is {
			continue
		}
		if reply.Code != chat.Done {
			return hello, fmt.Errorf("%d: %s", reply.Code, cell.Line(reply.Error))
		}
		if err := reply.Into(&hello); err != nil {
			return hello, fmt.Errorf("it does not speak protocol 1: %w", err)
		}
		return hello, nil
	}
}

// clock looks how far the clock here is ahead of the hub's, known to half a
// round trip.
func (d *doctor) clock(ahead, trip time.Duration) {
	off := max(ahead.Abs()-trip/2, 0)
	way := "ahead of"
	if ahead < 0 {
		way = "behind"
	}
	says := fmt.Sprintf("%s %s the hub's", off.Round(10*time.Millisecond), way)
	switch {
	case off >= clockProblem:
		d.found("clock", stateProblem, says, "set the clock of this machine, or the hub's")
	case off >= clockNote:
		d.found("clock", stateNote, says+": times of reading look wrong by that", "set the clock of this machine, or the hub's")
	default:
		d.found("clock", stateOK, "as the hub's")
	}
}

// stateDir looks at what is kept on this machine: the directory, and with a
// token the copy of that account.
func (d *doctor) stateDir(token string) {
	info, err := os.Stat(d.state)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.found("local copy", stateOK, "nothing is kept yet in "+d.state)
		return
	case err != nil:
		d.found("local copy", stateProblem, err.Error())
		return
	case !info.IsDir():
		d.found("local copy", stateProblem, d.state+" is no directory", "move it away, or give another one with --state")
		return
	}
	if token == "" {
		d.found("local copy", stateOK, "in "+d.state)
		return
	}
	dir, err := accountPath(d.state, d.hub, token)
	if err != nil {
		d.found("local copy", stateProblem, err.Error())
		return
	}
	if _, err := os.Stat(filepath.Join(dir, "client.db")); err != nil {
		d.found("local copy", stateOK, "none yet of this account, in "+d.state)
		return
	}
	if info, err := os.Stat(dir); err == nil && info.Mode().Perm()&0o077 != 0 {
		d.found("local copy", stateProblem, dir+" can be read by others", "chmod 700 "+dir)
		return
	}
	local, err := store.OpenLocal(dir, "")
	switch {
	case errors.Is(err, store.ErrInUse):
		d.found("local copy", stateOK, "in "+dir+", open in another seenby")
		return
	case err != nil:
		d.found("local copy", stateProblem, err.Error(), "move "+dir+" away: messages come again from the hub, what was not sent is lost")
		return
	}
	saved, err := local.Load()
	if closed := local.Close(); err == nil {
		err = closed
	}
	if err != nil {
		d.found("local copy", stateProblem, err.Error(), "move "+dir+" away: messages come again from the hub, what was not sent is lost")
		return
	}
	says := fmt.Sprintf("in %s, %s", dir, counted(len(saved.Groups), "group", "groups"))
	if n := len(saved.Outbox); n > 0 {
		d.found("local copy", stateNote, fmt.Sprintf("%s, %d not sent yet", says, n), "they go out at the next 'seenby chat'")
		return
	}
	d.found("local copy", stateOK, says)
}
