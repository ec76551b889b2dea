package model

import "strings"

// currencyCodes are the codes of ISO 4217 that money is counted in, with the funds codes; metals, test codes and "no currency"
// are left out. BGN and ANG are kept for records of their time.
const currencyCodes = "" +
	"AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF " +
	"CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF " +
	"GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD " +
	"LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP " +
	"PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP " +
	"TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG "

// The currencies whose minor unit is not a hundredth.
const (
	wholeCurrencies      = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF "
	thousandthCurrencies = "BHD IQD JOD KWD LYD OMR TND "
	tenThousandthOnes    = "CLF UYW "
)

func isCurrency(s string) bool {
	return len(s) == 3 && isCapitals(s) && strings.Contains(currencyCodes, s+" ")
}

func isCapitals(s string) bool { return strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" }

// Digits is the number of decimal digits of the currency as ISO 4217 has it: 2 for GBP, 0 for JPY, 3 for KWD.
func (c CurrencyCode) Digits() int {
	switch code := string(c) + " "; {
	case len(c) != 3:
		return 2
	case strings.Contains(wholeCurrencies, code):
		return 0
	case strings.Contains(thousandthCurrencies, code):
		return 3
	case strings.Contains(tenThousandthOnes, code):
		return 4
	}
	return 2
}
