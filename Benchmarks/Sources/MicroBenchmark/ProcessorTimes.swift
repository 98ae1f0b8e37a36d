import Foundation

/// Microseconds of processor time of repeated calls.
struct ProcessorTimes: Encodable {
    let minimum: Double
    let median: Double
}

extension ProcessorTimes {
    /// - Parameter calls: how often each measured call is made in a row: short ones would drown in reading the clock.
    init(repetitions: Int, calls: Int = 1, _ body: () throws -> Void) rethrows {
        var times: [Double] = []
        for _ in 0..<repetitions {
            let start = Self.now
            for _ in 0..<calls { try body() }
            times.append((Self.now - start) / Double(calls))
        }
        times.sort()
        minimum = times[0]
        median = times[times.count / 2]
    }

    func divided(by count: Int) -> ProcessorTimes {
        ProcessorTimes(minimum: minimum / Double(count), median: median / Double(count))
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }
}

func printJSON(_ value: some Encodable) throws {
    print(String(decoding: try JSONEncoder().encode(value), as: UTF8.self))
}
