package hub_test

import (
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/model"
)

// edits changes the club, at the version that it has.
func (w *importWorld) edits(email string, change func(*model.UpdateProgramInput)) (*model.Program, error) {
	w.tb.Helper()
	club := stored(w, w.store.Programs, model.KindProgram, "acme/club")
	in := model.UpdateProgramInput{ID: club.ID, ExpectedVersion: club.Version}
	change(&in)
	return w.hub.UpdateProgram(w.as(email), in)
}

func point(key, title string) *model.ProgramPointInput {
	return &model.ProgramPointInput{Key: key, Title: title}
}

// speaks gives the club two benefits, one of them in German, too.
func speaks(in *model.UpdateProgramInput) {
	in.Benefits = all(point("price", " Low prices "), point("help", "Help"))
	in.Requirements = all(point("staff", "Two people"))
	in.Texts = all(&model.ProgramTextInput{Language: "de", Name: "Klub", Benefits: []*model.ProgramPointInput{point("price", "Kleine Preise")}})
}

// TestAProgramSpeaksLanguages with what is not translated in its own words.
func TestAProgramSpeaksLanguages(t *testing.T) {
	w := offers(t)
	_, err := w.edits("ops@acme.example", speaks)
	mustNot(t, err)
	p, err := w.hub.Program(w.as("sales@pa.example"), model.DerivedID(model.KindProgram, "acme/club"))
	mustNot(t, err)
	for _, c := range []struct{ asked, want string }{
		{"", " Club: Low prices, Help; Two people"},
		{"fr it", " Club: Low prices, Help; Two people"},
		{"fr de", "de Klub: Kleine Preise, Help; Two people"},
		{"DE-at-x-dialect", "de Klub: Kleine Preise, Help; Two people"},
		{"dent", " Club: Low prices, Help; Two people"},
	} {
		got := p.TextIn(strings.Fields(c.asked))
		if said := got.Language + " " + got.Name + ": " + titles(got.Benefits) + "; " + titles(got.Requirements); said != c.want {
			t.Errorf("asked for %q: got %q, want %q", c.asked, said, c.want)
		}
	}
	if own := titles(p.Benefits) + titles(p.Texts[0].Benefits); own != "Low prices, HelpKleine Preise" {
		t.Errorf("got %q, want what was stored to stay as it was", own)
	}
}

func titles(points []model.ProgramPoint) string {
	var out []string
	for _, p := range points {
		out = append(out, p.Title)
	}
	return strings.Join(out, ", ")
}

// TestAProgramIsPatched: what is left out stays, null clears, and a draft is gone for partners with the answer.
func TestAProgramIsPatched(t *testing.T) {
	w := offers(t)
	first, err := w.edits("ops@acme.example", speaks)
	mustNot(t, err)
	text := "For members"
	p, err := w.edits("vadmin@acme.example", func(in *model.UpdateProgramInput) { in.Description = graphql.OmittableOf(&text) })
	mustNot(t, err)
	if p.Version != first.Version+1 || len(p.Benefits) != 2 || len(p.Texts) != 1 || *p.Description != text || p.Name != "Club" {
		t.Errorf("got %+v, want the description alone to change", p)
	}
	p, err = w.edits("ops@acme.example", func(in *model.UpdateProgramInput) {
		in.Description, in.Texts, in.Benefits = graphql.OmittableOf[*string](nil), all[*model.ProgramTextInput](), all[*model.ProgramPointInput]()
	})
	mustNot(t, err)
	if p.Description != nil || len(p.Benefits)+len(p.Texts) != 0 || len(p.Requirements) != 1 {
		t.Errorf("got %+v, want the cleared fields to be empty", p)
	}
	draft := model.ProgramStatusDraft
	_, err = w.edits("ops@acme.example", func(in *model.UpdateProgramInput) { in.Status = graphql.OmittableOf(&draft) })
	mustNot(t, err)
	if got, err := w.hub.Program(w.as("sales@pa.example"), p.ID); got != nil || err != nil {
		t.Errorf("got %v and %v, want the draft to be hidden", got, err)
	}
}

// TestAProgramRefusesWhatItCannotSay and changes nothing.
func TestAProgramRefusesWhatItCannotSay(t *testing.T) {
	w := offers(t)
	none := ""
	early, late := model.Date("2026-01-01"), model.Date("2026-02-01")
	for name, c := range map[string]struct {
		change func(*model.UpdateProgramInput)
		want   string
	}{
		"no name":        {func(in *model.UpdateProgramInput) { in.Name = graphql.OmittableOf(&none) }, "name REQUIRED"},
		"name cleared":   {func(in *model.UpdateProgramInput) { in.Name = graphql.OmittableOf[*string](nil) }, "name REQUIRED"},
		"status cleared": {func(in *model.UpdateProgramInput) { in.Status = graphql.OmittableOf[*model.ProgramStatus](nil) }, "status REQUIRED"},
		"ends too early": {func(in *model.UpdateProgramInput) {
			in.StartsOn, in.EndsOn = graphql.OmittableOf(&late), graphql.OmittableOf(&early)
		}, "endsOn OUT_OF_RANGE"},
		"a key":       {func(in *model.UpdateProgramInput) { in.Benefits = all(point("No Key", "x")) }, "benefits.key INVALID"},
		"a key twice": {func(in *model.UpdateProgramInput) { in.Requirements = all(point("a", "x"), point("a", "y")) }, "requirements.key INVALID"},
		"no title":    {func(in *model.UpdateProgramInput) { in.Benefits = all(point("a", " ")) }, "benefits.title REQUIRED"},
		"too many":    {func(in *model.UpdateProgramInput) { in.Benefits = graphql.OmittableOf(many(51)) }, "benefits TOO_MANY"},
		"no language": {func(in *model.UpdateProgramInput) { in.Texts = all(&model.ProgramTextInput{Language: "!", Name: "x"}) }, "texts.language INVALID"},
		"a language twice": {func(in *model.UpdateProgramInput) {
			in.Texts = all(&model.ProgramTextInput{Language: "de", Name: "x"}, &model.ProgramTextInput{Language: "DE", Name: "y"})
		}, "texts.language INVALID"},
		"nothing to translate": {func(in *model.UpdateProgramInput) {
			in.Texts = all(&model.ProgramTextInput{Language: "de", Name: "x", Benefits: []*model.ProgramPointInput{point("gone", "x")}})
		}, "texts.benefits.key NOT_FOUND"},
		"an older version": {func(in *model.UpdateProgramInput) { in.ExpectedVersion-- }, "CONFLICT"},
	} {
		t.Run(name, func(t *testing.T) {
			before := stored(w, w.store.Programs, model.KindProgram, "acme/club")
			_, err := w.edits("ops@acme.example", c.change)
			got := outcome(err)
			if strings.Contains(c.want, " ") {
				got = codeOf(err)
			}
			if after := stored(w, w.store.Programs, model.KindProgram, "acme/club"); got != c.want || after.Version != before.Version {
				t.Errorf("got %s (%v) and version %d after %d, want %s", got, err, after.Version, before.Version, c.want)
			}
		})
	}
	for email, want := range map[string]string{"ops@bolt.example": "NOT_FOUND", "cam@acme.example": "FORBIDDEN", "mkt@acme.example": "FORBIDDEN",
		"sales@pa.example": "FORBIDDEN", "desk@dist.example": "FORBIDDEN"} {
		if _, err := w.edits(email, speaks); outcome(err) != want {
			t.Errorf("%s: got %v, want %s", email, err, want)
		}
	}
}

func many(n int) []*model.ProgramPointInput {
	out := make([]*model.ProgramPointInput, n)
	for i := range out {
		out[i] = point("a"+strings.Repeat("b", i%30), "x")
	}
	return out
}

// TestAFileSaysWhatTheAPISays: the same words, and nothing new the second time.
func TestAFileSaysWhatTheAPISays(t *testing.T) {
	w := offers(t)
	p, err := w.edits("ops@acme.example", speaks)
	mustNot(t, err)
	file := "vendor,slug,name,type,status,benefits,requirements,texts\nacme,club,Club,DEAL_REGISTRATION,ACTIVE," +
		quoted(`[{"key":"price","title":" Low prices "},{"key":"help","title":"Help"}]`) + "," + quoted(`[{"key":"staff","title":"Two people"}]`) + "," +
		quoted(`[{"language":"de","name":"Klub","benefits":[{"key":"price","title":"Kleine Preise"}]}]`) + "\n"
	w.loadAll("programs", file)
	if again := stored(w, w.store.Programs, model.KindProgram, "acme/club"); again.Version != p.Version {
		t.Errorf("got version %d after %d, want the file to change nothing", again.Version, p.Version)
	}
	bad := strings.Replace(file, `""title"":""Help""`, `""titel"":""Help""`, 1)
	if got := w.load("programs", bad); got[0].Field != "benefits" {
		t.Errorf("got %+v, want the column named", got[0])
	}
}
