package store

import "container/list"

// An lru keeps values by key and forgets those that were not used for longest
// when their costs exceed a limit. It forgets only when it is told to, so that
// what a transaction has touched stays until it ends.
type lru[K comparable, V any] struct {
	cells map[K]*list.Element
	order list.List // the most recently used first
	cost  int
}

type cell[K comparable, V any] struct {
	key   K
	value V
	cost  int
}

func newLRU[K comparable, V any]() *lru[K, V] { return &lru[K, V]{cells: map[K]*list.Element{}} }

func (l *lru[K, V]) get(k K) (v V, ok bool) {
	e, ok := l.cells[k]
	if !ok {
		return v, false
	}
	l.order.MoveToFront(e)
	return e.Value.(*cell[K, V]).value, true
}

// put keeps v, or another v, at this cost.
func (l *lru[K, V]) put(k K, v V, cost int) {
	if e, ok := l.cells[k]; ok {
		c := e.Value.(*cell[K, V])
		l.cost += cost - c.cost
		c.value, c.cost = v, cost
		l.order.MoveToFront(e)
		return
	}
	l.cells[k] = l.order.PushFront(&cell[K, V]{k, v, cost})
	l.cost += cost
}

// trim forgets until the costs are at most limit.
func (l *lru[K, V]) trim(limit int) {
	for l.cost > limit {
		e := l.order.Back()
		c := l.order.Remove(e).(*cell[K, V])
		delete(l.cells, c.key)
		l.cost -= c.cost
	}
}
