package localdb

import (
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/engine"
	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
)

// The life of a session and of a transaction in it that nobody uses.
const (
	sessionLife     = 30 * time.Minute
	transactionLife = time.Minute
)

// session is what the database remembers about a client's logical session.
type session struct {
	mu     sync.Mutex // held while one of its numbered commands runs
	used   time.Time  // guarded by the registry
	number int64      // the newest txnNumber
	reply  bson.D     // the answer to the retryable write of that number
	tx     *engine.Tx // the transaction of that number while it is open
	state  txState
	begun  time.Time
	ahead  *Transaction // what the process itself carries on, nil if it does not
}

// txState is where the transaction of a session stands.
type txState int

const (
	txNone txState = iota
	txOpen
	txCommitted
	txAborted
)

// sessions is the registry of sessions by their id.
type sessions struct {
	mu  sync.Mutex
	all map[string]*session
}

func (s *sessions) get(id string, now time.Time) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[string]*session{}
	}
	one := s.all[id]
	if one == nil {
		one = &session{}
		s.all[id] = one
	}
	one.used = now
	return one
}

func (s *sessions) drop(id string) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.all[id]
	delete(s.all, id)
	return one
}

func (s *sessions) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.all)
}

// expire forgets the sessions that were not used for their life, ends the transactions that are open for too long, which hold on to the
// state they began with, and tells how many it ended.
func (s *sessions) expire(now time.Time) (ended int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, one := range s.all {
		if one.lapse(now) {
			ended++
		}
		if now.Sub(one.used) > sessionLife {
			delete(s.all, id)
		}
	}
	return ended
}

// lapse ends a transaction that nobody has ended in time, unless a command is at work in it.
func (s *session) lapse(now time.Time) bool {
	if !s.mu.TryLock() {
		return false
	}
	defer s.mu.Unlock()
	if s.state != txOpen || now.Sub(s.begun) <= transactionLife {
		return false
	}
	s.abort()
	return true
}

// leave ends the transaction of a session that its client has ended, and tells whether there was one.
func (s *session) leave() bool {
	if s == nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	open := s.state == txOpen
	s.abort()
	return open
}

// sessionID returns the id inside lsid, "" if the command has none.
func sessionID(lsid raw.Value) (string, error) {
	if lsid.Missing() {
		return "", nil
	}
	if err := checkSession(lsid); err != nil {
		return "", err
	}
	return string(lsid.Doc().Get("id").Data[5:]), nil
}

func checkSession(lsid raw.Value) error {
	if lsid.Type == raw.TypeDoc {
		if id := lsid.Doc().Get("id"); id.Type == raw.TypeBinary && len(id.Data) == 21 {
			return nil
		}
	}
	return fault.New(fault.TypeMismatch, "lsid must be a document with a UUID as its id")
}

// inSession runs the handler with the session, the transaction and the retry
// that the command's fields ask for.
func (c *call) inSession(h handler) (bson.D, error) {
	number := c.body.Get("txnNumber")
	if number.Missing() {
		return h.run(c)
	}
	id, err := sessionID(c.body.Get("lsid"))
	if err != nil || id == "" {
		return nil, fault.New(fault.InvalidOptions, "Transaction number requires a session ID to also be specified")
	}
	n, ok := number.Int()
	if !ok || n < 0 {
		return nil, fault.New(fault.InvalidOptions, "Transaction number cannot be negative")
	}
	c.number = n
	c.session = c.db.sessions.get(id, c.db.options.Now())
	c.session.mu.Lock()
	defer c.session.mu.Unlock()
	if n < c.session.number {
		return nil, fault.New(fault.TransactionTooOld, "Cannot start transaction %d on session because a newer transaction %d has already started", n, c.session.number)
	}
	if auto := c.body.Get("autocommit"); !auto.Missing() {
		if auto.Bool() {
			return nil, fault.New(fault.InvalidOptions, "autocommit must be false")
		}
		return c.inTransaction(h)
	}
	return c.once(h)
}

// once runs a retryable write, or gives the answer again that it had before.
func (c *call) once(h handler) (bson.D, error) {
	s := c.session
	if !h.writes {
		return nil, fault.New(50768, "txnNumber may only be provided for multi-document transactions and retryable write commands")
	}
	if c.number == s.number && s.state == txNone && s.reply != nil {
		return s.reply, nil
	}
	if c.number == s.number && s.state != txNone {
		return nil, fault.New(fault.TransactionTooOld, "the transaction number was already used by a transaction")
	}
	s.begin(c.number)
	reply, err := h.run(c)
	if err == nil {
		s.reply = reply[:len(reply):len(reply)]
	}
	return reply, err
}

// begin forgets what the session did under an older number.
func (s *session) begin(number int64) {
	s.number, s.reply, s.tx, s.state = number, nil, nil, txNone
}
