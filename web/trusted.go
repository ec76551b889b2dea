package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// Trusted are the documents that the builders of a page or a program have registered: a request names one by its digest instead
// of sending it. They meet the same limits as any other query.
type Trusted struct {
	texts map[string]string // by digest in lower-case hex
	only  bool
}

// digestMark is how a digest may begin, to say what it is.
const digestMark = "sha256:"

// NewTrusted reads a manifest: one JSON object of digests and documents, as the usual generators write it. A document that is not
// what its digest says is refused: the digest is what somebody has looked at. With only, no other query is served.
func NewTrusted(manifest []byte, only bool) (*Trusted, error) {
	var listed map[string]string
	if err := json.Unmarshal(manifest, &listed); err != nil {
		return nil, fmt.Errorf("the manifest is no JSON object of texts: %w", err)
	}
	t := &Trusted{texts: make(map[string]string, len(listed)), only: only}
	for id, text := range listed {
		sum := sha256.Sum256([]byte(text))
		if digest := hex.EncodeToString(sum[:]); digestOf(id) != digest {
			return nil, fmt.Errorf("the document %.80q has the digest %s", id, digest)
		}
		t.texts[digestOf(id)] = text
	}
	return t, nil
}

func digestOf(id string) string { return strings.ToLower(strings.TrimPrefix(id, digestMark)) }

// resolve puts the text of the document that a request names in its place. A nil Trusted knows none and asks for none.
func (t *Trusted) resolve(req *request) *problem {
	switch {
	case req.document != "" && t == nil:
		return bad("documentId is not served here")
	case req.document != "" && req.query != "":
		return bad("give query or documentId, not both")
	case req.document == "" && req.query == "":
		return bad("query is required")
	case req.document == "" && t != nil && t.only:
		return bad("only registered documents are served here; give documentId")
	case req.document == "":
		return nil
	}
	text, known := t.texts[digestOf(req.document)]
	if !known {
		return &problem{status: http.StatusBadRequest, code: codeNotFound, message: "documentId names no registered document"}
	}
	req.query = text
	return nil
}
