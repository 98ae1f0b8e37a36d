import CacheCore
import Foundation
import TestSupport
import Testing

@Suite("Times as text")
struct TimestampTests {
    @Test("are written as Foundation writes whole seconds, and read back to the millisecond (from the year 1600)")
    func roundTrip() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<5_000 {
            let seconds = Int64.random(in: -11_676_096_000...253_402_300_799, using: &generator)
            let time = Timestamp(milliseconds: seconds * 1_000 + Int64.random(in: 0..<1_000, using: &generator))
            #expect(Timestamp(iso8601: time.iso8601) == time)
            let date = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
            #expect(time.iso8601.prefix(19) == date.prefix(19))
        }
    }

    @Test(
        "are read with any zone and any fraction",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2024-02-29T12:00:00.5Z", 1_709_208_000_500),
            ("2024-02-29T14:00:00.1239+02:00", 1_709_208_000_123), ("1969-12-31t23:59:59.999z", -1),
            ("2024-02-29 07:30:00-04:30", 1_709_208_000_000),
        ])
    func forms(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(iso8601: text)?.rawValue == milliseconds)
    }

    @Test(
        "are refused when they are none",
        arguments: [
            "", "2024", "2024-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z",
            "2024-01-01T00:00:60Z", "2024-01-01T00:00:00", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00Zx",
            "2024-00-01T00:00:00Z", "2024-01-00T00:00:00Z", "+024-01-01T00:00:00Z", "２０２４-01-01T00:00:00Z",
        ])
    func refused(_ text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }
}
