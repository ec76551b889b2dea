package hub_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"partnerhub/model"
)

// figures are a segmentation as text.
func (w *importWorld) segmentation(ctx context.Context) string {
	w.tb.Helper()
	s, err := w.hub.Segmentation(ctx)
	mustNot(w.tb, err)
	if s == nil {
		return "nothing"
	}
	parts := []string{fmt.Sprintf("%d partners, %d in none", s.Partners, s.Unsegmented)}
	for _, f := range s.Segments {
		text := fmt.Sprintf("%s %d", f.Segment.Name, f.Members)
		for _, m := range f.CostToServe {
			text += " " + m.Text()
		}
		if f.CostToServe == nil {
			text += " costs hidden"
		}
		for _, l := range f.Languages {
			text += fmt.Sprintf(" %s:%d", l.Language, l.Members)
		}
		for _, o := range f.Overlaps {
			text += fmt.Sprintf(" with %s:%d", o.Segment.Name, o.Members)
		}
		parts = append(parts, text)
	}
	for _, u := range s.Unsettled {
		parts = append(parts, "unsettled "+u.Name)
	}
	for _, warning := range s.Warnings {
		parts = append(parts, fmt.Sprintf("%s %s", warning.Code, strings.Join(segmentNames(warning.Segments), "+")))
	}
	if s.Warnings == nil {
		parts = append(parts, "no warnings for these eyes")
	}
	return strings.Join(parts, "; ")
}

func segmentNames(segments []*model.Segment) (out []string) {
	for _, s := range segments {
		out = append(out, s.Name)
	}
	return out
}

// TestSegmentation counts what each viewer sees, and no more.
func TestSegmentation(t *testing.T) {
	w := newImportWorld(t).withFewRows()
	w.loadAll("users", "email,name,organization,roles\nops@acme.example,O,acme,CHANNEL_OPS\nmktg@acme.example,M,acme,CHANNEL_MARKETING\nfin@acme.example,F,acme,CHANNEL_FINANCE\nadmin@pa.example,A,pa,PARTNER_ADMIN\nops@bolt.example,O,bolt,CHANNEL_OPS\n")
	for i := range 6 {
		h := fmt.Sprintf("q%d", i)
		w.loadAll("organizations", "handle,kind,name,country\n"+h+",PARTNER,"+h+","+[]string{"DE", "AT", "FR"}[i%3]+"\n")
		w.loadAll("partners", "vendor,organization,type,lifeStage,costToServe\nacme,"+h+",MSP,ACTIVE,100.50 GBP\n")
	}
	w.loadAll("partners", "vendor,organization,type,lifeStage,costToServe\nacme,pa,RESELLER,ACTIVE,20.00 GBP\n")
	test := func(attribute, values string) string {
		return quoted(`{"test":{"attribute":"` + attribute + `","op":"IN","values":[` + values + `]}}`)
	}
	w.loadAll("segments", "vendor,slug,name,rule\nacme,msp,MSPs,"+test("TYPE", `"MSP"`)+"\nacme,notus,Continent,"+test("COUNTRY", `"DE","AT","FR"`)+
		"\nacme,uk,Kingdom,"+test("COUNTRY", `"GB"`)+"\n")
	ops := w.as("ops@acme.example")
	if got, want := w.segmentation(ops), "8 partners, 8 in none; unsettled Continent; unsettled Kingdom; unsettled MSPs"; got != want {
		t.Errorf("before the members are worked out: got  %s\nwant %s", got, want)
	}
	_, err := w.hub.Recompute(t.Context(), "test", time.Minute)
	mustNot(t, err)
	for _, tc := range []struct{ email, want string }{
		{"ops@acme.example", "8 partners, 0 in none; Continent 6 603.00 GBP de:4 fr:2 with MSPs:6; Kingdom 2 20.00 GBP en:2 with MSPs:1; " +
			"MSPs 7 603.00 GBP de:4 fr:2 en:1 with Continent:6 with Kingdom:1; TOO_SMALL Kingdom"},
		{"cam@acme.example", "2 partners, 0 in none; Continent 0; Kingdom 2 20.00 GBP en:2 with MSPs:1; MSPs 1 en:1 with Kingdom:1; no warnings for these eyes"},
		{"mktg@acme.example", "8 partners, 0 in none; Continent 6 costs hidden de:4 fr:2 with MSPs:6; Kingdom 2 costs hidden en:2 with MSPs:1; " +
			"MSPs 7 costs hidden de:4 fr:2 en:1 with Continent:6 with Kingdom:1; TOO_SMALL Kingdom"},
		{"fin@acme.example", "nothing"}, {"desk@acme.example", "nothing"}, {"desk@dist.example", "nothing"}, {"admin@pa.example", "nothing"},
		{"ops@bolt.example", "1 partners, 1 in none"},
	} {
		t.Run(tc.email, func(t *testing.T) {
			if got := w.segmentation(w.as(tc.email)); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

// TestTooManySegments warns of too many, and of those that are alike.
func TestTooManySegments(t *testing.T) {
	w := newImportWorld(t).withFewRows()
	w.loadAll("users", "email,name,organization,roles\nops@acme.example,O,acme,CHANNEL_OPS\n")
	ops, rows := w.as("ops@acme.example"), "vendor,slug,name,rule\n"
	for i := range 10 {
		rows += fmt.Sprintf("acme,s%d,S%d,%s\n", i, i, quoted(`{"test":{"attribute":"EMPLOYEES","op":"ABOVE","values":["5"]}}`))
	}
	w.loadAll("segments", rows)
	codes := func() (out string) {
		t.Helper()
		_, err := w.hub.Recompute(t.Context(), "test", time.Minute)
		mustNot(t, err)
		s, err := w.hub.Segmentation(ops)
		mustNot(t, err)
		for _, warning := range s.Warnings {
			out += fmt.Sprintf("%s%v ", warning.Code, segmentNames(warning.Segments))
		}
		return out
	}
	if got, want := codes(), "TOO_SMALL[S0 S1 S2 S3 S4 S5 S6 S7 S8 S9] "; got != want {
		t.Errorf("ten: got %s, want %s", got, want)
	}
	w.loadAll("segments", "vendor,slug,name,rule\nacme,all,T,"+quoted(`{"test":{"attribute":"COUNTRY","op":"IN","values":["GB"]}}`)+
		"\nacme,every,U,"+quoted(`{"test":{"attribute":"LIFE_STAGE","op":"IN","values":["ACTIVE"]}}`)+"\n")
	if got, want := codes(), "TOO_MANY[] TOO_SMALL[S0 S1 S2 S3 S4 S5 S6 S7 S8 S9 T U] ALIKE[T U] "; got != want {
		t.Errorf("twelve: got %s, want %s", got, want)
	}
}
