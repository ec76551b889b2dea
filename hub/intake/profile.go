package intake

import (
	"errors"
	"strings"

	"partnerhub/model"
)

// fillProfile reads what the vendor knows of the partner beyond who serves and covers it.
func fillProfile(r *row, vendor *model.Organization, p *model.Partner) {
	code := readText(model.MaxCode)
	set(r, "type", &p.Type, readEnum(model.AllPartnerType))
	setOptional(r, "lifeStage", &p.LifeStage, readEnum(model.AllLifeStage))
	setOptional(r, "tier", &p.Tier, code)
	setOptional(r, "region", &p.Region, code)
	setOptional(r, "employees", &p.Employees, readNumber(0, 10_000_000))
	setOptional(r, "technicalHeadcount", &p.TechnicalHeadcount, readNumber(0, 10_000_000))
	setOptional(r, "monoBrand", &p.MonoBrand, readFlag)
	setList(r, "tags", &p.Tags, code)
	setOptional(r, "costToServe", &p.CostToServe, readMoney(vendor, 0))
	setOptional(r, "rfm", &p.RFM, readRFM)
	setOptional(r, "privateNotes", &p.PrivateNotes, readNote)
	setList(r, "externalIds", &p.ExternalIDs, readExternalID)
	var score int
	set(r, "engagementScore", &score, readNumber(0, 1_000_000))
	if _, has := r.get("engagementScore"); has {
		p.EngagementScore = &score
	}
}

func readRFM(s string) (model.RFM, error) {
	band := readNumber(1, 5)
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

func readExternalID(s string) (model.ExternalID, error) {
	part := parts(s, 2)
	if len(part) != 2 || part[0] == "" || part[1] == "" {
		return model.ExternalID{}, errors.New("is source:value")
	}
	source, err := readText(model.MaxCode)(part[0])
	if err != nil {
		return model.ExternalID{}, err
	}
	value, err := readText(model.MaxName)(part[1])
	return model.ExternalID{Source: source, Value: value}, err
}
