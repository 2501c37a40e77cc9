package words

// Call names what the user is told who does not look at a group, and what is
// said of muted groups.
type Call struct {
	// Says, Named and Asks tell of a message: {0} is who, {1} the group, {2} the
	// text. AsksLater and Reminds are without a text.
	Says, Named, Asks, AsksLater, Reminds string
	// Many tells of {0} messages in group {1}; all of them are for the user in
	// ManyForYou, {2} of them in ManySomeForYou.
	Many, ManyForYou, ManySomeForYou string
	// Muted and Unmuted tell of a group {0}. Mark stands at a muted one.
	Muted, Unmuted, Mark string
}

func englishCall() Call {
	return Call{
		Says: "{0} in {1}: {2}", Named: "{0} names you in {1}: {2}", Asks: "{0} asks for a receipt in {1}: {2}",
		AsksLater: "{0} asks for a receipt in {1}", Reminds: "{0} reminds you of a message in {1}",
		Many: "{0} messages in {1}", ManyForYou: "{0} messages for you in {1}", ManySomeForYou: "{0} messages in {1}, {2} of them for you",
		Muted: "{0} is muted, but not what names you[. {mute} ends that]", Unmuted: "{0} is no longer muted", Mark: "muted",
	}
}
