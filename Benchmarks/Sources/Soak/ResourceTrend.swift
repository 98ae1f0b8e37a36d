/// Whether the server's memory and file descriptors stay where they are.
struct ResourceTrend {
    struct Sample {
        let time: Double
        let megabytes: Double
        let descriptors: Int
    }

    struct Summary: Codable {
        let minutes: Double
        let megabytesAtStart: Double
        let megabytesAtEnd: Double
        /// Of the line with the least squares through all samples.
        let megabytesPerMinute: Double
        let descriptorsAtStart: Int
        let descriptorsAtEnd: Int

        /// Samples over less time than this say nothing about growth.
        private static let shortest = 1.0
        private static let allowedGrowth = 5.0
        private static let allowedDescriptors = 8

        var isMemoryFlat: Bool { minutes < Self.shortest || megabytesPerMinute <= Self.allowedGrowth }
        var areDescriptorsFlat: Bool { descriptorsAtEnd <= descriptorsAtStart + Self.allowedDescriptors }
    }

    private var samples: [Sample] = []

    mutating func add(_ sample: Sample) {
        samples.append(sample)
    }

    /// Nil when there are too few samples. The first half is warm-up and does not count: every thread's arena of
    /// `malloc` keeps the largest body that it has seen.
    var summary: Summary? {
        let counted = samples.dropFirst(samples.count / 2)
        guard let first = counted.first, let last = counted.last, counted.count >= 8 else { return nil }
        let quarter = counted.count / 4
        // Connections come and go; the fewest of a quarter are those that stay.
        return Summary(
            minutes: (last.time - first.time) / 60, megabytesAtStart: first.megabytes,
            megabytesAtEnd: last.megabytes, megabytesPerMinute: 60 * Self.slope(counted),
            descriptorsAtStart: counted.prefix(quarter).map(\.descriptors).min() ?? 0,
            descriptorsAtEnd: counted.suffix(quarter).map(\.descriptors).min() ?? 0)
    }

    private static func slope(_ samples: some Collection<Sample>) -> Double {
        let count = Double(samples.count)
        let meanTime = samples.reduce(0) { $0 + $1.time } / count
        let mean = samples.reduce(0) { $0 + $1.megabytes } / count
        let spread = samples.reduce(0) { $0 + ($1.time - meanTime) * ($1.time - meanTime) }
        let together = samples.reduce(0) { $0 + ($1.time - meanTime) * ($1.megabytes - mean) }
        return spread > 0 ? together / spread : 0
    }
}
