package hub

import (
	"errors"
	"strings"

	"partnerhub/model"
)

// fillProfile reads what the vendor knows of the partner beyond who serves and covers it.
func fillProfile(r *importRow, p *model.Partner) {
	code := importText(model.MaxCode)
	set(r, "type", &p.Type, importEnum(model.AllPartnerType))
	setOptional(r, "lifeStage", &p.LifeStage, importEnum(model.AllLifeStage))
	setOptional(r, "tier", &p.Tier, code)
	setOptional(r, "region", &p.Region, code)
	setOptional(r, "employees", &p.Employees, importNumber(0, 10_000_000))
	setOptional(r, "technicalHeadcount", &p.TechnicalHeadcount, importNumber(0, 10_000_000))
	setOptional(r, "monoBrand", &p.MonoBrand, importFlag)
	setList(r, "certifications", &p.Certifications, importText(model.MaxName))
	setList(r, "tags", &p.Tags, code)
	setOptional(r, "rfm", &p.RFM, importRFM)
	setOptional(r, "privateNotes", &p.PrivateNotes, importNote)
	setList(r, "externalIds", &p.ExternalIDs, importExternalID)
	var score int
	set(r, "engagementScore", &score, importNumber(0, 1_000_000))
	if _, has := r.get("engagementScore"); has {
		p.EngagementScore = &score
	}
}

func importRFM(s string) (model.RFM, error) {
	band := importNumber(1, 5)
	quintiles := strings.Split(s, "-")
	if len(quintiles) != 3 {
		return model.RFM{}, errors.New("is three quintiles such as 3-4-5")
	}
	recency, err1 := band(quintiles[0])
	frequency, err2 := band(quintiles[1])
	monetary, err3 := band(quintiles[2])
	if err := errors.Join(err1, err2, err3); err != nil {
		return model.RFM{}, errors.New("is three quintiles from 1 to 5, such as 3-4-5")
	}
	return model.RFM{Recency: recency, Frequency: frequency, Monetary: monetary}, nil
}

func importExternalID(s string) (model.ExternalID, error) {
	part := parts(s, 2)
	if len(part) != 2 || part[0] == "" || part[1] == "" {
		return model.ExternalID{}, errors.New("is source:value")
	}
	source, err := importText(model.MaxCode)(part[0])
	if err != nil {
		return model.ExternalID{}, err
	}
	value, err := importText(model.MaxName)(part[1])
	return model.ExternalID{Source: source, Value: value}, err
}
