package model

// SegmentationLimits say when a vendor is warned of its segments; nil is as usual.
type SegmentationLimits struct {
	AlwaysFine         *int `bson:"alwaysFine,omitempty"`
	PartnersPerSegment *int `bson:"partnersPerSegment,omitempty"`
	SmallestSegment    *int `bson:"smallestSegment,omitempty"`
	AlikePercent       *int `bson:"alikePercent,omitempty"`
	// Version counts their changes alone.
	Version int `bson:"version"`
}

// SegmentationLimitValues are these numbers as they are in force, with the version that a change of them names.
type SegmentationLimitValues struct {
	Version            int
	AlwaysFine         int
	PartnersPerSegment int
	SmallestSegment    int
	AlikePercent       int
}
