package webhook_test

import (
	"strings"
	"testing"

	"partnerhub/model"
)

// hostile are addresses that lead inside, or that two readers may understand differently.
var hostile = []string{
	// Inside, plainly.
	"https://127.0.0.1/", "https://10.0.0.8/", "https://172.16.3.4/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/",
	"https://0.0.0.0/", "https://100.64.0.1/", "https://192.0.0.8/", "https://198.18.0.1/", "https://224.0.0.1/", "https://255.255.255.255/",
	"https://[::1]/", "https://[::]/", "https://[fe80::1]/", "https://[fe80::1%25eth0]/", "https://[fc00::1]/", "https://[ff02::1]/",
	// Inside, written in another address.
	"https://[::ffff:127.0.0.1]/", "https://[::ffff:a9fe:a9fe]/", "https://[::127.0.0.1]/", "https://[64:ff9b::7f00:1]/",
	"https://[64:ff9b:1::7f00:1]/", "https://[2002:7f00:1::]/", "https://[2001:0:7f00:1::]/", "https://[2001:db8::1]/",
	// Numbers in disguise.
	"https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://0177.0.0.1/", "https://127.1/", "https://0/", "http://0",
	"https://1.2.3.4.5/", "https://127.0.0.1./", "https://①②⑦.⓪.⓪.①/", "https://ec2.0x10/",
	// By name.
	"https://localhost/", "https://inside.example.com/", "https://metadata.example.com/", "https://mixed.example.com/", "https://nobody.example.com/",
	// Not what it seems, or not by this protocol or port.
	"https://user:secret@good.example.com/", "https://good.example.com@127.0.0.1/", "https://good.example.com\\@127.0.0.1/",
	"https://good.example.com:22/", "https://good.example.com:0/", "https://good.example.com:/", "https://good.example.com:8443/", "http://good.example.com/",
	"http://93.184.215.14:6379/", "ftp://good.example.com/", "gopher://good.example.com:70/_x", "file:///etc/passwd", "javascript:alert(1)",
	"//good.example.com/", "/hooks", "https:good.example.com", "https://", "https:///hooks", "", " https://good.example.com/",
	"https://good.example.com/#secret", "https://good.example.com/#", "https://good.exam\tple.com/", "https://good.example.com/\r\nX-Evil: 1",
	"https://exa_mple..com/", "https://" + strings.Repeat("a", 2048) + ".example.com/",
}

func resolver() *names {
	return newNames(map[string][]string{"good.example.com": {"93.184.215.14"}, "xn--bcher-kva.example.com": {"2606:2800:21f:cb07:6820:80da:af6b:8b2c"},
		"inside.example.com": {"10.1.2.3"}, "metadata.example.com": {"169.254.169.254"}, "localhost": {"127.0.0.1"},
		"rebound.example.com": {"93.184.215.14", "127.0.0.1"},
	}).together("mixed.example.com", "93.184.215.14", "192.168.0.9")
}

// TestHostileAddressesAreRefused: at registration, and again when somebody has stored one all the same.
func TestHostileAddressesAreRefused(t *testing.T) {
	if len(hostile) < 40 {
		t.Fatalf("got %d addresses, want at least 40", len(hostile))
	}
	c := courier(t, resolver(), false)
	for _, address := range hostile {
		t.Run(address[:min(len(address), 60)], func(t *testing.T) {
			if got, err := c.Check(t.Context(), address); err == nil {
				t.Errorf("registered as %q", got)
			}
			if got := c.Send(t.Context(), message(address)); got.Fault != model.WebhookFaultAddress || got.Status != 0 {
				t.Errorf("sent: got %+v, want %s", got, model.WebhookFaultAddress)
			}
		})
	}
}

func TestGoodAddressesAreKept(t *testing.T) {
	for address, want := range map[string]string{
		"https://good.example.com/hooks?a=1": "https://good.example.com/hooks?a=1",
		"https://GOOD.example.com.:443/":     "https://good.example.com:443/",
		"https://bücher.example.com/":        "https://xn--bcher-kva.example.com/",
		"https://93.184.215.14/":             "https://93.184.215.14/",
	} {
		if got, err := courier(t, resolver(), false).Check(t.Context(), address); got != want || err != nil {
			t.Errorf("%s: got %q and %v, want %q", address, got, err, want)
		}
	}
}

// TestNamesTellNothing: a name that leads inside and one that does not exist are refused in the same words.
func TestNamesTellNothing(t *testing.T) {
	c := courier(t, resolver(), false)
	_, inside := c.Check(t.Context(), "https://inside.example.com/")
	_, nobody := c.Check(t.Context(), "https://nobody.example.com/")
	if inside == nil || nobody == nil || inside.Error() != nobody.Error() {
		t.Errorf("got %v and %v, want the same", inside, nobody)
	}
}

// TestANameThatMovesIsRefused: it was public when it was registered, and leads inside when the message is sent.
func TestANameThatMovesIsRefused(t *testing.T) {
	c, address := courier(t, resolver(), false), "https://rebound.example.com/"
	if _, err := c.Check(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	if got := c.Send(t.Context(), message(address)); got.Fault != model.WebhookFaultAddress {
		t.Errorf("got %+v, want %s", got, model.WebhookFaultAddress)
	}
}

// TestInsideIsASetting: within the networks of the setting, http and any port are fine, and nothing else changes.
func TestInsideIsASetting(t *testing.T) {
	receiver, c := newReceiver(t), courier(t, resolver(), true)
	for address, fine := range map[string]bool{
		receiver.URL + "/": true, "http://localhost" + receiver.port() + "/": true, "https://good.example.com/": true,
		"http://10.0.0.1/": false, "http://good.example.com/": false, "http://[::1]" + receiver.port() + "/": false, "http://2130706433/": false,
	} {
		if _, err := c.Check(t.Context(), address); (err == nil) != fine {
			t.Errorf("%s: got %v, want fine to be %t", address, err, fine)
		}
	}
	if got := c.Send(t.Context(), message("http://localhost"+receiver.port()+"/")); !got.Taken() {
		t.Errorf("got %+v, want it taken", got)
	}
}
