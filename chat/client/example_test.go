package client_test

import (
	"context"
	"fmt"
	"log"
	"net/http/httptest"
	"os"
	"time"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/chat/hub"
)

// startHub starts a hub for an example, with a group "ops" that everybody
// whom it gives a token joins.
func startHub() (address string, token func(chat.UserID) string, stop func()) {
	dir, err := os.MkdirTemp("", "hub")
	if err != nil {
		log.Fatal(err)
	}
	h, err := hub.Open(hub.Options{Dir: dir})
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(h.Handler())
	token = func(user chat.UserID) string {
		t, err := h.Key().Token(hub.Claims{User: user, Groups: []chat.GroupID{"ops"}, Expires: time.Now().Add(time.Hour)})
		if err != nil {
			log.Fatal(err)
		}
		return t
	}
	return server.URL, token, func() {
		_ = h.Close(context.Background())
		server.Close()
		_ = os.RemoveAll(dir)
	}
}

// join opens a client and waits until it is online.
func join(ctx context.Context, cfg client.Config) *client.Client {
	c, err := client.Open(ctx, cfg)
	if err != nil {
		log.Fatal(err)
	}
	if err := c.Connected(ctx); err != nil {
		log.Fatal(err)
	}
	return c
}

// A message is sent and asks for receipts afterwards.
func ExampleClient_SendReadReceiptRequest() {
	address, token, stop := startHub()
	defer stop()
	ctx := context.Background()
	alice := join(ctx, client.Config{Hub: address, Token: token("alice")})
	defer alice.Close(ctx)

	uid, _, _, err := alice.SendMessage(ctx, chat.Draft{Group: "ops", Text: "The deploy is at noon."})
	if err != nil {
		log.Fatal(err)
	}
	code, err := alice.SendReadReceiptRequest(ctx, "ops", uid)
	fmt.Println(code == chat.Done, err)

	code, err = alice.SendReadReceiptRequest(ctx, "ops", "01HF0000000000000000000000")
	fmt.Println(int(code), err)
	// Output:
	// true <nil>
	// 26322 no such message
}

// A reader without a screen says which messages were read, and when.
func ExampleClient_SendReadReceiptResponse() {
	address, token, stop := startHub()
	defer stop()
	ctx := context.Background()
	alice := join(ctx, client.Config{Hub: address, Token: token("alice")})
	defer alice.Close(ctx)
	bob := join(ctx, client.Config{Hub: address, Token: token("bob")})
	defer bob.Close(ctx)

	asks, _, _, err := alice.SendMessage(ctx, chat.Draft{Group: "ops", Text: "Who is there?", NeedReceipt: true})
	if err != nil {
		log.Fatal(err)
	}
	asksNothing, _, _, err := alice.SendMessage(ctx, chat.Draft{Group: "ops", Text: "Never mind."})
	if err != nil {
		log.Fatal(err)
	}
	code, ignored, err := bob.SendReadReceiptResponse(ctx, chat.ConversationGroup, "ops", []chat.Reading{
		{UID: asks, At: chat.At(time.Now())},
		{UID: asksNothing},
	})
	fmt.Println(code == chat.Done, err)
	for _, i := range ignored {
		fmt.Println(i.UID == asksNothing, i.Code.Reason())
	}
	// Output:
	// true <nil>
	// true this message asks for no receipt
}

// A reader is told that a message asks for a receipt. Read reports that it was
// really read; the client answers.
func ExampleConfig_onMessageReceiptRequest() {
	address, token, stop := startHub()
	defer stop()
	ctx := context.Background()
	alice := join(ctx, client.Config{Hub: address, Token: token("alice")})
	defer alice.Close(ctx)

	requests := make(chan client.ReceiptRequest, 1)
	bob := join(ctx, client.Config{
		Hub: address, Token: token("bob"),
		OnMessageReceiptRequest: func(r client.ReceiptRequest) { requests <- r },
	})
	defer bob.Close(ctx)

	uid, _, _, err := alice.SendMessage(ctx, chat.Draft{Group: "ops", Text: "Who is there?", NeedReceipt: true})
	if err != nil {
		log.Fatal(err)
	}
	r := <-requests
	fmt.Println(r.Group, r.Sender, r.UID == uid)
	bob.Read(r.Group, []chat.Seen{{UID: r.UID, Seq: r.Seq, At: time.Now()}})
	// Output:
	// ops alice true
}

// The sender is told who has read, and the count.
func ExampleConfig_onMessageReceiptResponse() {
	address, token, stop := startHub()
	defer stop()
	ctx := context.Background()
	bob := join(ctx, client.Config{Hub: address, Token: token("bob")})
	defer bob.Close(ctx)

	responses := make(chan client.ReceiptResponse, 1)
	alice := join(ctx, client.Config{
		Hub: address, Token: token("alice"),
		OnMessageReceiptResponse: func(r client.ReceiptResponse) { responses <- r },
	})
	defer alice.Close(ctx)

	uid, _, _, err := alice.SendMessage(ctx, chat.Draft{Group: "ops", Text: "Who is there?", NeedReceipt: true})
	if err != nil {
		log.Fatal(err)
	}
	if _, _, err := bob.SendReadReceiptResponse(ctx, chat.ConversationGroup, "ops", []chat.Reading{{UID: uid}}); err != nil {
		log.Fatal(err)
	}
	r := <-responses
	fmt.Printf("%d of %d have read it\n", r.Tally.Read, r.Tally.Total)
	for reader := range r.Readers {
		fmt.Println(reader)
	}
	// Output:
	// 1 of 1 have read it
	// bob
}

// A program with a screen sends without waiting, reads the news, and reports
// what was read.
func ExampleOpen() {
	address, token, stop := startHub()
	defer stop()
	ctx := context.Background()
	c, err := client.Open(ctx, client.Config{Hub: address, Token: token("alice")})
	if err != nil {
		log.Fatal(err)
	}
	c.Send(chat.Draft{Group: "ops", Text: "Good morning."}) // also before it is online
	for batch := range c.News() {
		for _, n := range batch {
			switch n := n.(type) {
			case chat.Sending:
				fmt.Println(n.Text, n.State)
			case chat.MessageAdded:
				c.Read(n.Message.Group, []chat.Seen{{UID: n.Message.UID, Seq: n.Message.Seq, At: time.Now()}})
				if n.Message.Kind == chat.KindText {
					go c.Close(ctx) // which ends the news
				}
			}
		}
	}
	// Output:
	// Good morning. queued
	// Good morning. sent
}
