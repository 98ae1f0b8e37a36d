/// A short question (about fourteen tokens) and its answer, the same for the same number: what fills a store.
///
/// Questions are put together from parts, so that a million of them differ in what they ask. They are short because filling a
/// store with real embeddings takes most of a benchmark's time.
public struct FillerPrompt: Sendable {
    public let text: String
    public let answer: String

    /// - Parameter number: below `Self.count`.
    public init(number: Int) {
        // A step that has no divisor in common with the count visits every combination, neighbours far apart.
        var rest = number &* 7_368_787 % Self.count
        func next(_ parts: [Substring]) -> Substring {
            defer { rest /= parts.count }
            return parts[rest % parts.count]
        }
        let (action, object, owner, place) = (
            next(Self.actions), next(Self.objects), next(Self.owners), next(Self.places)
        )
        text = "How do I \(action) the \(object) of my \(owner) in \(place)?"
        answer = "Answer \(number): " + String(repeating: "Open the page and follow what it says there. ", count: 8)
    }

    public static let count = actions.count * objects.count * owners.count * places.count

    private static let actions = """
        cancel renew download correct transfer print delete translate insure share postpone encrypt sell verify extend \
        archive certify replace inspect register photograph collect dispute forward
        """.split(separator: " ")
    private static let objects = """
        parking permit,medical report,train ticket,tax statement,phone contract,photo album,apartment lease,flight booking,\
        gym membership,electricity bill,library card,concert voucher,fishing licence,birth certificate,car insurance,\
        school report,water meter,piano,bicycle,wedding dress,passport,bank statement,job contract,greenhouse,sailing boat,\
        vaccination record,coffee machine,stamp collection,guest room,garden fence,newspaper subscription,violin,\
        visa application,solar panel,hearing aid,letter box,wine cellar,cook book,pension plan,family tree
        """.split(separator: ",")
    private static let owners = """
        grandmother company neighbour daughter landlord dentist nephew teacher employer cousin tenant brother manager aunt \
        colleague flatmate accountant sister baker uncle coach widow lawyer godson supplier
        """.split(separator: " ")
    private static let places = """
        Lisbon,Oslo,Vienna,Nairobi,Lima,Osaka,Dublin,Prague,Cairo,Quito,Hanoi,Berlin,Madrid,Athens,Toronto,Sydney,Mumbai,Seoul,\
        Warsaw,Zagreb,Tunis,Bogota,Havana,Kyoto,Geneva,Naples,Porto,Malmo,Tallinn,Riga,Vilnius,Bergen,Turin,Leeds,Lyon,Ghent,\
        Basel,Graz,Brno,Split,Varna,Izmir,Haifa,Dakar,Accra,Lagos,Perth,Darwin,Boston,Austin
        """.split(separator: ",")
}
