// Unigram: of all ways to cut a word into pieces of the vocabulary, take the one whose pieces have the highest sum of
// scores (log probabilities).
//
// Viterbi's algorithm over byte positions: `best[p]` is the best cut of the word's first `p` bytes. From every
// position that begins a character, all pieces that begin there are found in one walk down the trie, and each may
// improve the position where it ends. A character that is no piece by itself may be taken as unknown, for less than
// any piece scores. Equal sums keep the cut found first. A run of unknown characters becomes one unknown token.
//
// Time: word length times the length of the longest piece. Space: 16 bytes for each byte of the longest word.
//
// T. Kudo, "Subword Regularization", ACL 2018; the algorithm of SentencePiece.

/// Cuts a word into the vocabulary's most probable pieces.
struct UnigramModel: Sendable {
    /// How much less than the lowest scored piece an unknown character scores; SentencePiece's constant.
    private static let unknownPenalty = 10.0

    let unknown: Int32
    let vocabularySize: Int
    private let scores: [Double]
    private let unknownScore: Double
    private let trie: DoubleArrayTrie

    /// - Parameters:
    ///   - scores: one for each piece.
    ///   - neverMatched: ids whose pieces text must not match, like `</s>`; `unknown` is one of them by nature.
    init(
        pieces: PieceList, scores: [Double], unknown: Int32, neverMatched: Set<Int32>
    ) throws(TokenizerError) {
        guard scores.count == pieces.count else {
            throw .invalidVocabulary("it has \(pieces.count) pieces but \(scores.count) scores")
        }
        guard unknown >= 0, Int(unknown) < pieces.count else {
            throw .invalidVocabulary("the unknown id \(unknown) is not one of its \(pieces.count) pieces")
        }
        guard scores.allSatisfy(\.isFinite) else {
            throw .invalidVocabulary("a score is not a finite number")
        }
        self.unknown = unknown
        self.vocabularySize = pieces.count
        self.scores = scores
        self.unknownScore = scores.min()! - Self.unknownPenalty
        self.trie = try DoubleArrayTrie(pieces) { $0 == Int(unknown) || neverMatched.contains(Int32($0)) }
    }

    /// Room for the best cuts of one word, kept from word to word.
    struct Lattice {
        struct Cut {
            var score: Double
            /// The last piece's length in bytes; 0 where no cut has arrived yet.
            var length: Int32
            /// The last piece.
            var id: Int32
        }

        fileprivate var best: [Cut] = []
    }

    /// Appends the pieces of `text[range]` to `output`.
    func encode(
        _ text: Span<UInt8>, in range: Range<Int>, using lattice: inout Lattice,
        into output: inout TokenizedText
    ) {
        fillLattice(&lattice.best, with: text, in: range)
        appendBestCut(lattice.best, ofLength: range.count, to: &output)
    }

    private func fillLattice(_ best: inout [Lattice.Cut], with text: Span<UInt8>, in range: Range<Int>) {
        best.removeAll(keepingCapacity: true)
        best.append(
            contentsOf: repeatElement(Lattice.Cut(score: 0, length: 0, id: 0), count: range.count + 1))
        var position = 0
        while position < range.count {
            let scoreSoFar = best[position].score
            let characterLength = utf8Length(leadByte: text[range.lowerBound + position])
            var coversCharacter = false
            var end = position
            var node = trie.root
            while end < range.count, let child = trie.child(of: node, along: text[range.lowerBound + end]) {
                node = child
                end += 1
                guard let id = node.value else { continue }
                let length = end - position
                coversCharacter = coversCharacter || length == characterLength
                let score = scoreSoFar + scores[Int(id)]
                if best[end].length == 0 || score > best[end].score {
                    best[end] = Lattice.Cut(score: score, length: Int32(truncatingIfNeeded: length), id: id)
                }
            }
            end = position + characterLength
            if !coversCharacter {
                let score = scoreSoFar + unknownScore
                if best[end].length == 0 || score > best[end].score {
                    best[end] = Lattice.Cut(score: score, length: Int32(characterLength), id: unknown)
                }
            }
            position = end
        }
    }

    /// Follows the best cut back from the end of the word.
    private func appendBestCut(_ best: [Lattice.Cut], ofLength length: Int, to output: inout TokenizedText) {
        let firstID = output.ids.count
        var position = length
        var previous: Int32 = -1
        while position > 0 {
            let cut = best[position]
            if cut.id != unknown {
                output.ids.append(cut.id)
            } else if previous != unknown {
                output.ids.append(unknown)
                output.unknownCount += 1
            }
            previous = cut.id
            position -= Int(cut.length)
        }
        // The pieces were found last to first.
        var first = firstID
        var last = output.ids.count - 1
        while first < last {
            output.ids.swapAt(first, last)
            first += 1
            last -= 1
        }
    }
}
