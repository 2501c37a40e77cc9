//go:build linux

package socket_test

import (
	"net"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"seenby/chat/socket"
)

// TestIdleConnectionIsSmall bounds what an idle connection costs the hub's
// process. The clients are bare descriptors, which cost it nothing.
func TestIdleConnectionIsSmall(t *testing.T) {
	const n, most = 2000, 8.0
	made, over := make(chan struct{}), make(chan struct{})
	var conns []*socket.Conn
	var up socket.Upgrader
	addr := serve(t, func(w http.ResponseWriter, r *http.Request) {
		c, err := up.Upgrade(w, r)
		if err != nil {
			t.Error(err)
			return
		}
		conns = append(conns, c)
		go func() {
			_, _ = c.Read()
			over <- struct{}{}
		}()
		made <- struct{}{}
	})
	bareClient(t, addr)
	<-made // what is allocated once is
	heap, rss := settled(t)
	for range n {
		bareClient(t, addr)
		<-made
	}
	hello := socket.Encode([]byte("hello"))
	for _, c := range conns {
		if err := c.Send(hello); err != nil { // has been written to once
			t.Fatal(err)
		}
	}
	heapNow, rssNow := settled(t)
	perConn := float64(heapNow-heap) / 1024 / n
	t.Logf("an idle connection: %.1f KiB of heap and stack, %.1f KiB resident", perConn, float64(rssNow-rss)/n)
	if perConn > most && !raceEnabled {
		t.Errorf("an idle connection costs %.1f KiB, want at most %.1f", perConn, most)
	}
	for _, c := range conns {
		c.Kill()
		<-c.Closed()
		<-over
	}
}

// settled returns the bytes of heap and stacks and the KiB resident.
func settled(t *testing.T) (heap, rss int) {
	t.Helper()
	for range 3 {
		debug.FreeOSMemory()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	rss, err = strconv.Atoi(strings.Fields(after)[0])
	if err != nil {
		t.Fatal(err)
	}
	return int(m.HeapAlloc + m.StackInuse), rss
}

// bareClient makes a websocket connection that is nothing but a descriptor.
func bareClient(t *testing.T, addr string) {
	t.Helper()
	to, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(fd) })
	if err := syscall.Connect(fd, &syscall.SockaddrInet4{Port: to.Port, Addr: [4]byte(to.IP.To4())}); err != nil {
		t.Fatal(err)
	}
	request := "GET / HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
	if _, err := syscall.Write(fd, []byte(request)); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, 512)
	if n, err := syscall.Read(fd, answer); err != nil || !strings.HasPrefix(string(answer[:n]), "HTTP/1.1 101") {
		t.Fatalf("answered %q, %v", answer[:n], err)
	}
}
