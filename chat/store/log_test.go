package store_test

import (
	"testing"

	"seenby/chat/log"
	"seenby/chat/log/logtest"
	"seenby/chat/store"
)

func TestTheLocalLogOverTheStoreKeepsTheContract(t *testing.T) {
	logtest.Suite(t, logtest.Subject{
		Applier: func(t *testing.T) log.Applier {
			h, err := store.Open(t.TempDir(), store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = h.Close() })
			return h
		},
		Log: func(a log.Applier, s log.Sink) log.Log { return log.NewLocal(a, s, log.Options{}) },
	})
}
