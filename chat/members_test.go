package chat_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
)

// roles returns the present members with their roles, as "ann:member …".
func (w *world) roles() string {
	var s []string
	for _, m := range w.m.State("g").Members {
		if m.Present() {
			s = append(s, string(m.User)+":"+string(m.Role))
		}
	}
	return strings.Join(s, " ")
}

func TestCreateMakesTheCallerTheOwner(t *testing.T) {
	w := newWorld(t)
	out := w.in("h", "ann", chat.Create{
		Name: "H", Owner: user("someone-else"), Members: []chat.Profile{user("ben"), user("ben"), user("ann")},
		Visibility: chat.VisibleToEveryone,
	})
	c := fact[chat.Created](t, out)
	want := chat.Info{ID: "h", Name: "H", Visibility: chat.VisibleToEveryone, Created: w.now}
	if diff := cmp.Diff(want, c.Info); diff != "" {
		t.Error(diff)
	}
	if len(c.Members) != 2 || c.Members[0].User != "ann" || c.Members[0].Role != chat.RoleOwner || c.Members[1].Role != chat.RoleMember {
		t.Errorf("members %+v", c.Members)
	}
	if got := w.in("h", "ben", chat.Create{Name: "again"}).Result.Code; got != chat.Conflict {
		t.Errorf("creating it again: code %d", got)
	}
	if w.m.State("h").LastSeq != 0 {
		t.Error("creating left a system line")
	}
}

// TestWhoMayWhat is the matrix of calls and roles.
func TestWhoMayWhat(t *testing.T) {
	const (
		ok  = chat.Done
		no  = chat.Forbidden
		out = chat.NotMember
		abs = chat.NoGroup
		not = chat.NotSender
	)
	// Who acts: the owner, an admin, a member, a bot, who was a member, a
	// stranger to the closed group, a stranger to the open one.
	who := []chat.UserID{"owner", "admin", "ann", "robo", "ex", "stranger", "stranger"}
	for _, c := range []struct {
		name string
		do   func(own, foreign chat.MessageUID) chat.Action
		want [7]chat.Code
	}{
		{"join", func(_, _ chat.MessageUID) chat.Action { return chat.Join{} }, [7]chat.Code{ok, ok, ok, ok, out, abs, ok}},
		{"quit", func(_, _ chat.MessageUID) chat.Action { return chat.Quit{} }, [7]chat.Code{ok, ok, ok, ok, out, abs, out}},
		{"invite", func(_, _ chat.MessageUID) chat.Action { return chat.Invite{Users: []chat.Profile{user("new")}} }, [7]chat.Code{ok, ok, no, no, out, abs, out}},
		{"remove a member", func(_, _ chat.MessageUID) chat.Action { return chat.Remove{Users: []chat.UserID{"ben"}} }, [7]chat.Code{ok, ok, no, no, out, abs, out}},
		{"remove another admin", func(_, _ chat.MessageUID) chat.Action { return chat.Remove{Users: []chat.UserID{"admin2"}} }, [7]chat.Code{ok, no, no, no, out, abs, out}},
		{"remove oneself as an admin", func(_, _ chat.MessageUID) chat.Action { return chat.Remove{Users: []chat.UserID{"admin"}} }, [7]chat.Code{ok, no, no, no, out, abs, out}},
		{"remove the owner", func(_, _ chat.MessageUID) chat.Action { return chat.Remove{Users: []chat.UserID{"owner"}} }, [7]chat.Code{no, no, no, no, out, abs, out}},
		{"remove who is none", func(_, _ chat.MessageUID) chat.Action { return chat.Remove{Users: []chat.UserID{"nobody"}} }, [7]chat.Code{ok, ok, no, no, out, abs, out}},
		{"set a role", func(_, _ chat.MessageUID) chat.Action { return chat.SetRole{User: "ben", Role: chat.RoleAdmin} }, [7]chat.Code{ok, no, no, no, out, abs, out}},
		{"name the group", func(_, _ chat.MessageUID) chat.Action { return chat.Update{Name: ptr("new")} }, [7]chat.Code{ok, ok, no, no, out, abs, out}},
		{"change who sees receipts", func(_, _ chat.MessageUID) chat.Action { return chat.Update{Visibility: ptr(chat.VisibleToEveryone)} }, [7]chat.Code{ok, ok, no, no, out, abs, out}},
		{"post", func(_, _ chat.MessageUID) chat.Action { return chat.Post{ClientMsgID: "p", Text: "x"} }, [7]chat.Code{ok, ok, ok, ok, out, abs, out}},
		{"edit one's own", func(own, _ chat.MessageUID) chat.Action { return chat.Edit{UID: own, Text: "x"} }, [7]chat.Code{ok, ok, ok, ok, out, abs, out}},
		{"edit another's", func(_, foreign chat.MessageUID) chat.Action { return chat.Edit{UID: foreign, Text: "x"} }, [7]chat.Code{not, not, not, not, out, abs, out}},
		{"recall one's own", func(own, _ chat.MessageUID) chat.Action { return chat.Recall{UID: own} }, [7]chat.Code{ok, ok, ok, ok, out, abs, out}},
		{"recall another's", func(_, foreign chat.MessageUID) chat.Action { return chat.Recall{UID: foreign} }, [7]chat.Code{ok, ok, no, no, out, abs, out}},
		{"react", func(_, foreign chat.MessageUID) chat.Action { return chat.React{UID: foreign, Emoji: "+", On: true} }, [7]chat.Code{ok, ok, ok, ok, out, abs, out}},
		{"move the unread marker", func(_, _ chat.MessageUID) chat.Action { return chat.SetRead{Seq: 1} }, [7]chat.Code{ok, ok, ok, ok, out, abs, out}},
		{"ask for one's own", func(own, _ chat.MessageUID) chat.Action { return chat.Ask{UID: own} }, [7]chat.Code{ok, ok, ok, ok, out, abs, out}},
		{"ask for another's", func(_, foreign chat.MessageUID) chat.Action { return chat.Ask{UID: foreign} }, [7]chat.Code{not, not, not, not, out, abs, out}},
		{"answer", func(_, foreign chat.MessageUID) chat.Action { return answer(foreign) }, [7]chat.Code{ok, ok, ok, ok, out, abs, out}},
		{"remind of another's", func(_, foreign chat.MessageUID) chat.Action { return chat.Remind{UID: foreign} }, [7]chat.Code{not, not, not, not, out, abs, out}},
		{"describe oneself", func(_, _ chat.MessageUID) chat.Action { return chat.Describe{} }, [7]chat.Code{ok, ok, ok, ok, out, abs, out}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i, u := range who {
				w := newWorld(t)
				w.must("owner", chat.Invite{Users: []chat.Profile{user("ex"), user("admin2")}})
				w.must("owner", chat.SetRole{User: "admin2", Role: chat.RoleAdmin})
				foreign, own := w.ask("ben"), chat.MessageUID("none")
				if u != "stranger" {
					own = w.post(u)
				}
				w.must("ex", chat.Quit{})
				if i == 6 {
					w.must("owner", chat.Update{Open: ptr(true)})
				}
				if got := w.do(u, c.do(own, foreign)).Result.Code; got != c.want[i] {
					t.Errorf("%s (%d): code %d, want %d", u, i, got, c.want[i])
				}
			}
		})
	}
}

func TestAClosedGroupLooksToAStrangerLikeAnAbsentOne(t *testing.T) {
	w := newWorld(t)
	for _, a := range []chat.Action{
		chat.Join{Profile: user("x")}, chat.Post{ClientMsgID: "1", Text: "x"}, chat.Quit{}, chat.Ask{UID: "x"}, answer("x"),
	} {
		there, absent := w.do("x", a), w.in("absent", "x", a)
		if diff := cmp.Diff(absent, there); diff != "" || there.Result.Code != chat.NoGroup {
			t.Errorf("%T: %s", a, diff)
		}
	}
}

func TestJoiningAgainChangesNothing(t *testing.T) {
	w := newWorld(t)
	w.nothing("ann", chat.Join{Profile: user("ann")})
}

func TestQuittingOwnersAreFollowed(t *testing.T) {
	for _, c := range []struct {
		name    string
		prepare func(w *world)
		want    string
	}{
		{"by the longest-standing admin", func(w *world) {
			w.must("owner", chat.SetRole{User: "ann", Role: chat.RoleAdmin})
			w.must("owner", chat.Remove{Users: []chat.UserID{"admin"}})
			w.must("owner", chat.Invite{Users: []chat.Profile{user("admin")}})
			w.must("owner", chat.SetRole{User: "admin", Role: chat.RoleAdmin})
		}, "admin:admin ann:owner ben:member robo:member"},
		{"else by the longest-standing member", func(w *world) {
			w.must("owner", chat.Remove{Users: []chat.UserID{"admin", "ann"}})
			w.must("owner", chat.Invite{Users: []chat.Profile{user("ann")}})
		}, "ann:member ben:owner robo:member"},
		{"of those who came at once by the first id", func(w *world) {
			w.must("owner", chat.SetRole{User: "admin", Role: chat.RoleMember})
		}, "admin:owner ann:member ben:member robo:member"},
		{"by a bot when there is nobody else", func(w *world) {
			w.must("owner", chat.Remove{Users: []chat.UserID{"admin", "ann", "ben"}})
		}, "robo:owner"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.prepare(w)
			left := fact[chat.Left](t, w.must("owner", chat.Quit{}))
			if got := w.roles(); got != c.want {
				t.Errorf("roles %q, want %q", got, c.want)
			}
			if left.NewOwner == "" || w.member(left.NewOwner).Role != chat.RoleOwner {
				t.Errorf("the fact names %q", left.NewOwner)
			}
		})
	}
}

func TestAnEmptiedGroupBelongsToWhoComesNext(t *testing.T) {
	w := newWorld(t)
	for _, u := range []chat.UserID{"ann", "ben", "robo", "admin"} {
		w.must(u, chat.Quit{})
	}
	if left := fact[chat.Left](t, w.must("owner", chat.Quit{})); left.NewOwner != "" {
		t.Errorf("%s follows", left.NewOwner)
	}
	w.refused("owner", chat.Join{}, chat.NotMember)
	w.must("new", chat.Admit{Token: "t", Profile: user("new")})
	if got := w.roles(); got != "new:owner" {
		t.Errorf("roles %q", got)
	}
}

func TestWhoComesBackIsAPlainMember(t *testing.T) {
	w := newWorld(t)
	w.must("admin", chat.Quit{})
	if got := w.member("admin").Role; got != chat.RoleMember {
		t.Errorf("role %s while away", got)
	}
	w.must("owner", chat.Invite{Users: []chat.Profile{user("admin")}})
	if got := w.member("admin").Role; got != chat.RoleMember {
		t.Errorf("role %s", got)
	}
}

func TestWhoIsInvitedByIDAloneKeepsNameAndKind(t *testing.T) {
	w := newWorld(t)
	w.must("robo", chat.Quit{})
	w.must("owner", chat.Invite{Users: []chat.Profile{{User: "robo"}, {User: "fresh"}}})
	if got, want := w.member("robo").Profile, (chat.Profile{User: "robo", Name: "Robo", Kind: chat.KindBot}); got != want {
		t.Errorf("robo is %+v", got)
	}
	// A member who never connected counts as a user.
	if got, want := w.member("fresh").Profile, (chat.Profile{User: "fresh", Name: "fresh", Kind: chat.KindUser}); got != want {
		t.Errorf("fresh is %+v", got)
	}
	if _, asked := slices.BinarySearch(w.ledger(w.ask("ann")).Unread(), "robo"); asked {
		t.Error("the bot is asked")
	}
}

// A bot that has met the hub is one in every group that it is named in from then
// on, and so never in an audience.
func TestWhoHasMetTheHubIsKnownToEveryGroup(t *testing.T) {
	robot := chat.Profile{User: "r2", Name: "R2", Kind: chat.KindBot}
	byID := []chat.Profile{{User: "r2"}}
	for name, enter := range map[string]func(*world){
		"invited":           func(w *world) { w.must("owner", chat.Invite{Users: byID}) },
		"in from the start": func(w *world) { w.in("new", "owner", chat.Create{Name: "New", Owner: user("owner"), Members: byID}) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			out := w.in("", "r2", chat.Meet{Profile: robot})
			if len(out.Facts) != 1 || out.Facts[0].What != chat.What(chat.Met{Profile: robot}) {
				t.Fatalf("%+v", out)
			}
			if again := w.in("", "r2", chat.Meet{Profile: robot}); again.Result.Code != chat.Done || len(again.Facts) > 0 {
				t.Errorf("again: %+v", again)
			}
			enter(w)
			for _, g := range []chat.GroupID{"g", "new"} {
				for _, m := range w.m.State(g).Members {
					if m.User == "r2" && m.Profile != robot {
						t.Errorf("in %s: %+v", g, m.Profile)
					}
				}
			}
			if _, asked := slices.BinarySearch(w.ledger(w.ask("ann")).Unread(), "r2"); asked {
				t.Error("the bot is asked")
			}
		})
	}
}

func TestWhoSomebodyIsTheySayThemselves(t *testing.T) {
	w := newWorld(t)
	w.must("owner", chat.Invite{Users: []chat.Profile{{User: "new", Name: "An Impostor", Kind: chat.KindBot}}})
	w.in("", "new", chat.Meet{Profile: chat.Profile{User: "ann", Name: "New"}}) // speaks for nobody else
	w.must("new", chat.Quit{})
	w.must("owner", chat.Invite{Users: []chat.Profile{{User: "new"}}})
	if got, want := w.member("new").Profile, (chat.Profile{User: "new", Name: "New", Kind: chat.KindUser}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := w.member("ann").Profile; got != user("ann") {
		t.Errorf("ann is %+v", got)
	}
	w.refused("ann", chat.Meet{Profile: user("ann")}, chat.Malformed) // in a group
}

func TestRolesThatCannotBeSet(t *testing.T) {
	w := newWorld(t)
	w.refused("owner", chat.SetRole{User: "ann", Role: chat.RoleOwner}, chat.Malformed)
	w.refused("owner", chat.SetRole{User: "ann", Role: ""}, chat.Malformed)
	w.refused("owner", chat.SetRole{User: "owner", Role: chat.RoleMember}, chat.Conflict)
	w.refused("owner", chat.SetRole{User: "nobody", Role: chat.RoleAdmin}, chat.Conflict)
	w.nothing("owner", chat.SetRole{User: "ann", Role: chat.RoleMember})
}

func TestRemovingIsAllOrNothing(t *testing.T) {
	w := newWorld(t)
	w.refused("admin", chat.Remove{Users: []chat.UserID{"ann", "owner"}}, chat.Forbidden)
	if m := w.member("ann"); !m.Present() {
		t.Error("ann is gone")
	}
	out := w.must("admin", chat.Remove{Users: []chat.UserID{"ann", "nobody", "ann", "ben"}})
	if left := fact[chat.Left](t, out); !slices.Equal(left.Users, []chat.UserID{"ann", "ben"}) || left.How != chat.ChangeRemoved {
		t.Errorf("%+v", left)
	}
}

func TestATokenLetsInOnce(t *testing.T) {
	w := newWorld(t)
	if got := kinds(w.must("new", chat.Admit{Token: "t1", Profile: user("new")})); got != "Joined Redeemed" {
		t.Errorf("the first time: %s", got)
	}
	w.nothing("new", chat.Admit{Token: "t1", Profile: user("new")})
	w.must("owner", chat.Remove{Users: []chat.UserID{"new"}})
	w.nothing("new", chat.Admit{Token: "t1", Profile: user("new")})
	w.refused("new", chat.Post{ClientMsgID: "1", Text: "x"}, chat.NotMember)
	w.must("new", chat.Admit{Token: "t2", Profile: user("new")})
	w.post("new")
}

func TestATokenOfAMemberIsUsedUp(t *testing.T) {
	w := newWorld(t)
	if got := kinds(w.must("ann", chat.Admit{Token: "t", Profile: user("ann")})); got != "Redeemed" {
		t.Errorf("%s", got)
	}
	w.must("ann", chat.Quit{})
	w.nothing("ann", chat.Admit{Token: "t", Profile: user("ann")})
	if m := w.member("ann"); m.Present() {
		t.Error("ann is back")
	}
}

func TestATokenMakesTheGroupThatIsMissing(t *testing.T) {
	w := newWorld(t)
	out := w.in("new", "ann", chat.Admit{Token: "t", Profile: user("ann")})
	if kinds(out) != "Created Redeemed" {
		t.Fatalf("%s", kinds(out))
	}
	if c := fact[chat.Created](t, out); c.Info.Name != "new" || c.Members[0].User != "ann" || c.Members[0].Role != chat.RoleOwner {
		t.Errorf("%+v", c)
	}
}

func TestSystemLinesOfExplicitCallsOnly(t *testing.T) {
	for _, c := range []struct {
		name string
		by   chat.UserID
		do   chat.Action
		want string // "" for none
	}{
		{"join", "new", chat.Join{Profile: user("new")}, "new joined"},
		{"quit", "ann", chat.Quit{}, "ann left"},
		{"invite", "owner", chat.Invite{Users: []chat.Profile{user("new"), user("ann"), user("old")}}, "owner added new, old"},
		{"remove", "owner", chat.Remove{Users: []chat.UserID{"ann", "ben"}}, "owner removed ann, ben"},
		{"role", "owner", chat.SetRole{User: "ann", Role: chat.RoleAdmin}, "owner made ann admin"},
		{"update", "owner", chat.Update{Name: ptr("New")}, "owner changed the group"},
		{"visibility", "owner", chat.Update{Visibility: ptr(chat.VisibleToEveryone)}, "owner set who sees receipts to: everyone"},
		{"token", "new", chat.Admit{Token: "t", Profile: user("new")}, ""},
		{"profile", "ann", chat.Describe{Profile: chat.Profile{User: "ann", Name: "Anna"}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.must("owner", chat.Update{Open: ptr(true)})
			before := w.m.State("g").LastSeq
			out := w.must(c.by, c.do)
			if c.want == "" {
				if w.m.State("g").LastSeq != before {
					t.Error("there is a line")
				}
				return
			}
			m := fact[chat.Posted](t, out).Message
			if m.Kind != chat.KindSystem || m.Text != c.want || m.Seq != before+1 || m.Sender != c.by || m.Change == nil || m.Change.By != c.by {
				t.Errorf("line %+v", m)
			}
		})
	}
}

func TestUpdatingToWhatIsChangesNothing(t *testing.T) {
	w := newWorld(t)
	w.nothing("owner", chat.Update{})
	w.nothing("owner", chat.Update{Name: ptr("G"), Open: ptr(false), Visibility: ptr(chat.VisibleToSender)})
	w.nothing("ann", chat.Describe{Profile: user("ann")})
	w.nothing("ann", chat.Describe{Profile: user("ben")})
	if got := w.member("ben").Name; got != "BEN" {
		t.Errorf("somebody else described ben: %s", got)
	}
}

func TestALateJoinerHasThePastRead(t *testing.T) {
	w := newWorld(t)
	w.post("ann")
	w.post("ben")
	w.must("owner", chat.Invite{Users: []chat.Profile{user("late")}})
	if got := w.unread("late"); got != 0 {
		t.Errorf("%d unread", got)
	}
	w.post("ann")
	if got := w.unread("late"); got != 1 {
		t.Errorf("%d unread after one more", got)
	}
}
