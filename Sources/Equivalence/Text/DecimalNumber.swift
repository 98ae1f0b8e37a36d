/// A decimal number in lowest terms: `mantissa * 10^exponent`, where the mantissa does not end in zero.
///
/// So 1,000, 1000, "one thousand" and 一千 are one value, and 0.1 is exact.
public struct DecimalNumber: Hashable, Sendable {
    public let mantissa: Int64
    public let exponent: Int

    public static let zero = DecimalNumber(0)

    public init(_ mantissa: Int64, exponent: Int = 0) {
        guard mantissa != 0 else {
            self.mantissa = 0
            self.exponent = 0
            return
        }
        var mantissa = mantissa
        var exponent = exponent
        while mantissa % 10 == 0 {
            mantissa /= 10
            exponent += 1
        }
        self.mantissa = mantissa
        self.exponent = exponent
    }

    public var value: Double {
        var result = Double(mantissa)
        for _ in 0..<min(abs(exponent), 400) { result = exponent < 0 ? result / 10 : result * 10 }
        return result
    }

    /// The number times a power of ten.
    func scaled(by power: Int) -> DecimalNumber { DecimalNumber(mantissa, exponent: exponent + power) }

    /// The whole number, if it is one that fits.
    var whole: Int64? {
        guard exponent >= 0, exponent <= 18 else { return nil }
        var result = mantissa
        for _ in 0..<exponent {
            let (product, overflow) = result.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            result = product
        }
        return result
    }

    /// Reads digits with an optional decimal point and thousands separators.
    ///
    /// - Returns: nil if the bytes are anything else or have more than eighteen digits.
    init?(digits bytes: some Sequence<UInt8>) {
        var mantissa: Int64 = 0
        var count = 0
        var decimals: Int?
        for byte in bytes {
            switch byte {
            case Byte.zero...Byte.nine:
                count += 1
                guard count <= 18 else { return nil }
                mantissa = mantissa * 10 + Int64(byte - Byte.zero)
                if let places = decimals { decimals = places + 1 }
            case Byte.point:
                guard decimals == nil else { return nil }
                decimals = 0
            case Byte.comma:
                guard decimals == nil else { return nil }
            default:
                return nil
            }
        }
        guard count > 0 else { return nil }
        self.init(mantissa, exponent: -(decimals ?? 0))
    }
}
