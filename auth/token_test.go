package auth_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"partnerhub/auth"
)

func TestAcceptsTokensOfTheIssuer(t *testing.T) {
	is, c := newIssuer(t), newClock()
	a := is.authenticator(t, c)
	good := is.claims(c, nil)
	tests := map[string]string{
		"RS256":                 is.sign(t, good, nil),
		"ES256":                 signWith(t, jwt.SigningMethodES256, is.ec, good, map[string]any{"kid": "ec"}),
		"EdDSA":                 signWith(t, jwt.SigningMethodEdDSA, is.ed, good, map[string]any{"kid": "ed"}),
		"no typ":                is.sign(t, good, map[string]any{"typ": nil}),
		"access token typ":      is.sign(t, good, map[string]any{"typ": "at+JWT"}),
		"several audiences":     is.sign(t, is.claims(c, map[string]any{"aud": []string{"other", audience}}), nil),
		"no email_verified":     is.sign(t, is.claims(c, map[string]any{"email_verified": nil}), nil),
		"email_verified text":   is.sign(t, is.claims(c, map[string]any{"email_verified": "true"}), nil),
		"no iat":                is.sign(t, is.claims(c, map[string]any{"iat": nil}), nil),
		"expired 59 s ago":      is.sign(t, is.claims(c, map[string]any{"exp": c.now().Add(-59 * time.Second).Unix()}), nil),
		"valid in 59 s":         is.sign(t, is.claims(c, map[string]any{"nbf": c.now().Add(59 * time.Second).Unix()}), nil),
		"lives exactly a day":   is.sign(t, is.claims(c, map[string]any{"exp": c.now().Add(24 * time.Hour).Unix()}), nil),
		"keys offered by token": is.sign(t, good, map[string]any{"jku": "http://127.0.0.1:1/keys", "x5u": "http://127.0.0.1:1/c", "jwk": map[string]any{"kty": "oct", "k": "eA"}}),
	}
	for name, token := range tests {
		t.Run(name, func(t *testing.T) {
			p, err := a.Authenticate(t.Context(), "Bearer "+token)
			if err != nil {
				t.Fatalf("got %v, want the person", err)
			}
			if got, want := string(p.UserID), "user_desk"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestRefusesTokens(t *testing.T) {
	is, c := newIssuer(t), newClock()
	a := is.authenticator(t, c)
	good := is.claims(c, nil)
	claims := func(change map[string]any) string { return is.sign(t, is.claims(c, change), nil) }
	header := func(change map[string]any) string { return is.sign(t, good, change) }
	in := func(d time.Duration) int64 { return c.now().Add(d).Unix() }
	stranger := must(rsa.GenerateKey(rand.Reader, 2048))
	tests := map[string]struct {
		token string
		want  auth.Reason
	}{
		"alg none":              {signWith(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, good, map[string]any{"kid": "rsa"}), auth.ReasonSignature},
		"alg None":              {forge(t, header(nil), "none", "None"), auth.ReasonAlgorithm},
		"alg nOnE":              {forge(t, header(nil), "none", "nOnE"), auth.ReasonAlgorithm},
		"alg absent":            {header(map[string]any{"alg": nil}), auth.ReasonAlgorithm},
		"empty signature":       {unsigned(header(nil)), auth.ReasonSignature},
		"RS384":                 {signWith(t, jwt.SigningMethodRS384, is.rsa, good, map[string]any{"kid": "rsa"}), auth.ReasonSignature},
		"PS256":                 {signWith(t, jwt.SigningMethodPS256, is.rsa, good, map[string]any{"kid": "rsa"}), auth.ReasonSignature},
		"public key as secret":  {signWith(t, jwt.SigningMethodHS256, publicPEM(is), good, map[string]any{"kid": "rsa"}), auth.ReasonSignature},
		"secret from the set":   {signWith(t, jwt.SigningMethodHS256, []byte(strings.Repeat("k", 32)), good, map[string]any{"kid": "oct"}), auth.ReasonSignature},
		"stranger's key":        {signWith(t, jwt.SigningMethodRS256, stranger, good, map[string]any{"kid": "rsa"}), auth.ReasonSignature},
		"another alg's kid":     {signWith(t, jwt.SigningMethodES256, strangerEC(), good, map[string]any{"kid": "rsa"}), auth.ReasonKey},
		"encryption key":        {header(map[string]any{"kid": "enc"}), auth.ReasonKey},
		"kid absent":            {header(map[string]any{"kid": nil}), auth.ReasonKey},
		"kid empty":             {header(map[string]any{"kid": ""}), auth.ReasonKey},
		"kid unknown":           {header(map[string]any{"kid": "unknown"}), auth.ReasonKey},
		"kid a path":            {header(map[string]any{"kid": "../../dev/null"}), auth.ReasonKey},
		"kid SQL":               {header(map[string]any{"kid": "' OR 1=1 --"}), auth.ReasonKey},
		"kid of 5 KB":           {header(map[string]any{"kid": strings.Repeat("k", 5<<10)}), auth.ReasonKey},
		"kid a list":            {header(map[string]any{"kid": []string{"rsa"}}), auth.ReasonKey},
		"kid twice":             {doubled(t, is, `{"alg":"RS256","kid":"x","kid":"rsa"}`, nil), auth.ReasonMalformed},
		"attacker's jwk":        {signWith(t, jwt.SigningMethodRS256, stranger, good, map[string]any{"kid": "new", "jwk": map[string]any{"kty": "RSA"}}), auth.ReasonKey},
		"critical extension":    {header(map[string]any{"crit": []string{"b64"}, "b64": false}), auth.ReasonMalformed},
		"aud missing":           {claims(map[string]any{"aud": nil}), auth.ReasonClaims},
		"aud other":             {claims(map[string]any{"aud": "other"}), auth.ReasonAudience},
		"aud list of others":    {claims(map[string]any{"aud": []string{"a", "b"}}), auth.ReasonAudience},
		"aud empty list":        {claims(map[string]any{"aud": []string{}}), auth.ReasonClaims},
		"aud number":            {claims(map[string]any{"aud": 1}), auth.ReasonClaims},
		"aud in other case":     {claims(map[string]any{"aud": "PartnerHub"}), auth.ReasonAudience},
		"iss missing":           {claims(map[string]any{"iss": nil}), auth.ReasonClaims},
		"iss with slash":        {claims(map[string]any{"iss": is.URL + "/"}), auth.ReasonIssuer},
		"iss of another tenant": {claims(map[string]any{"iss": is.URL + "/other"}), auth.ReasonIssuer},
		"expired 61 s ago":      {claims(map[string]any{"exp": in(-61 * time.Second)}), auth.ReasonExpired},
		"exp missing":           {claims(map[string]any{"exp": nil}), auth.ReasonClaims},
		"exp text":              {claims(map[string]any{"exp": "tomorrow"}), auth.ReasonClaims},
		"exp in year 9999":      {claims(map[string]any{"exp": int64(253402300799), "iat": nil}), auth.ReasonLifetime},
		"exp absurd":            {claims(map[string]any{"exp": 1e300, "iat": nil}), ""},
		"lives over a day":      {claims(map[string]any{"iat": in(-23 * time.Hour), "exp": in(90 * time.Minute)}), auth.ReasonLifetime},
		"valid in 61 s":         {claims(map[string]any{"nbf": in(61 * time.Second)}), auth.ReasonEarly},
		"issued in 61 s":        {claims(map[string]any{"iat": in(61 * time.Second)}), auth.ReasonEarly},
		"typ of another kind":   {header(map[string]any{"typ": "dpop+jwt"}), auth.ReasonPurpose},
		"typ a number":          {header(map[string]any{"typ": 1}), auth.ReasonPurpose},
		"ID token by hash":      {claims(map[string]any{"at_hash": "x"}), auth.ReasonPurpose},
		"ID token by use":       {claims(map[string]any{"token_use": "id"}), auth.ReasonPurpose},
		"refresh token":         {claims(map[string]any{"typ": "Refresh"}), auth.ReasonPurpose},
		"email missing":         {claims(map[string]any{"email": nil}), auth.ReasonClaims},
		"email empty":           {claims(map[string]any{"email": ""}), auth.ReasonClaims},
		"email a list":          {claims(map[string]any{"email": []string{"desk@continental.example"}}), auth.ReasonClaims},
		"email too long":        {claims(map[string]any{"email": strings.Repeat("a", 250) + "@b.example"}), auth.ReasonClaims},
		"email in other key":    {claims(map[string]any{"email": nil, "Email": "desk@continental.example"}), auth.ReasonClaims},
		"email not verified":    {claims(map[string]any{"email_verified": false}), auth.ReasonClaims},
		"email verified a map":  {claims(map[string]any{"email_verified": map[string]any{}}), auth.ReasonClaims},
		"email twice":           {doubled(t, is, `{"alg":"RS256","kid":"rsa"}`, []byte(`{"email":"a@b.example","email":"desk@continental.example"}`)), auth.ReasonMalformed},
		"email unknown":         {claims(map[string]any{"email": "nobody@continental.example"}), auth.ReasonUser},
		"email by Kelvin sign":  {claims(map[string]any{"email": "des\u212a@continental.example"}), auth.ReasonUser},
		"two segments":          {"eyJhbGciOiJSUzI1NiJ9.e30", auth.ReasonMalformed},
		"not base64":            {"a.b.c", auth.ReasonMalformed},
		"dots":                  {strings.Repeat(".", 8000), auth.ReasonMalformed},
		"too long":              {claims(map[string]any{"more": strings.Repeat("a", 9000)}), auth.ReasonMalformed},
		"other characters":      {"a b", auth.ReasonMalformed},
		"development token":     {devToken(t, c), auth.ReasonSignature},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p, err := a.Authenticate(t.Context(), "Bearer "+tt.token)
			if p != nil || !errors.Is(err, auth.ErrUnauthenticated) {
				t.Fatalf("got %v, %v, want a refusal", p, err)
			}
			if got := auth.ReasonOf(err); tt.want != "" && got != tt.want {
				t.Errorf("got reason %q, want %q", got, tt.want)
			}
		})
	}
	if got, want := is.fetches.Load(), int64(1); got != want {
		t.Errorf("the key set was fetched %d times, want %d: the clock did not move", got, want)
	}
}

func TestRefusesHeaders(t *testing.T) {
	is, c := newIssuer(t), newClock()
	a := is.authenticator(t, c)
	token := is.sign(t, is.claims(c, nil), nil)
	for name, header := range map[string]string{
		"none": "", "no scheme": token, "scheme only": "Bearer", "empty token": "Bearer ", "basic": "Basic " + token,
		"two spaces": "Bearer  " + token, "two tokens": "Bearer " + token + " " + token, "line break": "Bearer " + token + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := a.Authenticate(t.Context(), header); !errors.Is(err, auth.ErrUnauthenticated) {
				t.Errorf("got %v, want a refusal", err)
			}
		})
	}
	if _, err := a.Authenticate(t.Context(), "bearer "+token); err != nil {
		t.Errorf("got %v, want the person: the scheme has no case", err)
	}
}

func TestHugeHeaderCostsNothing(t *testing.T) {
	is, c := newIssuer(t), newClock()
	a := is.authenticator(t, c)
	header := "Bearer " + strings.Repeat(".", 1<<20)
	got := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			_, _ = a.Authenticate(b.Context(), header)
		}
	}).AllocedBytesPerOp()
	if want := int64(64 << 10); got > want {
		t.Errorf("a header of 1 MiB allocates %d bytes, want at most %d", got, want)
	}
}

// forge swaps the algorithm in a token's header and drops the signature.
func forge(t *testing.T, token, _, alg string) string {
	t.Helper()
	_, rest, _ := strings.Cut(token, ".")
	return unsigned(b64([]byte(`{"alg":"`+alg+`","kid":"rsa","typ":"JWT"}`)) + "." + rest)
}

func unsigned(token string) string { return token[:strings.LastIndex(token, ".")+1] }

// doubled signs a header, and claims when given, byte for byte as written.
func doubled(t *testing.T, is *issuer, header string, payload []byte) string {
	t.Helper()
	if payload == nil {
		payload = []byte(`{}`)
	}
	text := b64([]byte(header)) + "." + b64(payload)
	sig, err := jwt.SigningMethodRS256.Sign(text, is.rsa)
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + b64(sig)
}

func publicPEM(is *issuer) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: must(x509.MarshalPKIXPublicKey(&is.rsa.PublicKey))})
}

func strangerEC() *ecdsa.PrivateKey {
	return must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
}

func devToken(t *testing.T, c *clock) string {
	t.Helper()
	token, err := devAuthenticator(t, c).SignDev("desk@continental.example", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return token
}
