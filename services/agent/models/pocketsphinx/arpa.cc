#include "services/agent/models/pocketsphinx/arpa.h"

#include <array>
#include <cmath>
#include <map>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/types/span.h"

namespace lossy::agent {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kOrder = 3;
constexpr char kStart[] = "<s>", kEnd[] = "</s>";
// The part of the count of each n-gram that goes to n-grams without a count.
constexpr double kDiscount = 0.5;

struct Seen {
  int count = 0;      // The number of its occurrences before another word.
  int followers = 0;  // The number of different words behind it.
};

// The counts of n-grams and of the words behind them.
class Counts {
 public:
  void Add(const Words& sentence) {
    for (std::size_t length = 1; length <= kOrder; ++length) {
      for (std::size_t at = 0; at + length <= sentence.size(); ++at) {
        AddGram({sentence.begin() + at, sentence.begin() + at + length});
      }
    }
  }

  const std::map<Words, int>& grams(std::size_t length) const { return grams_[length - 1]; }
  bool empty() const { return grams_[0].empty(); }

  double Probability(const Words& gram) const;
  // The probability that is left for words without a count behind `words`.
  double Backoff(const Words& words) const {
    const auto seen = seen_.find(words);
    if (seen == seen_.end()) return 1;
    return kDiscount * seen->second.followers / seen->second.count;
  }

 private:
  void AddGram(const Words& gram) {
    // The start stands behind no word.
    if (gram.back() == kStart && gram.size() > 1) return;
    const int count = ++grams_[gram.size() - 1][gram];
    if (gram.back() == kStart) return;
    Seen& before = seen_[{gram.begin(), gram.end() - 1}];
    ++before.count;
    if (count == 1) ++before.followers;
  }

  std::array<std::map<Words, int>, kOrder> grams_;
  std::map<Words, Seen> seen_;
};

double Counts::Probability(const Words& gram) const {
  if (gram.back() == kStart) return 0;
  const Words before(gram.begin(), gram.end() - 1);
  const auto count = grams_[gram.size() - 1].find(gram);
  const double times = count == grams_[gram.size() - 1].end() ? 0 : count->second;
  if (before.empty()) return times / seen_.at(before).count;
  const double rest = Backoff(before) * Probability({gram.begin() + 1, gram.end()});
  return std::max(0.0, times - kDiscount) / seen_.at(before).count + rest;
}

// The words of a line, without other marks.
std::vector<std::string> WordsOf(absl::string_view line) {
  std::string plain = absl::AsciiStrToLower(line);
  for (char& c : plain) {
    if (!absl::ascii_isalnum(c) && c != '\'') c = ' ';
  }
  return absl::StrSplit(plain, ' ', absl::SkipEmpty());
}

Counts Count(absl::string_view sentences, const std::function<bool(const std::string&)>& is_known) {
  Counts counts;
  for (const absl::string_view line : absl::StrSplit(sentences, '\n', absl::SkipEmpty())) {
    Words sentence = {kStart};
    const auto finish = [&] {
      sentence.push_back(kEnd);
      if (sentence.size() > 2) counts.Add(sentence);
      sentence = {kStart};
    };
    for (std::string& word : WordsOf(line)) {
      if (is_known(word)) {
        sentence.push_back(std::move(word));
      } else {
        finish();
      }
    }
    finish();
  }
  return counts;
}

double Log10(double probability) {
  static constexpr double kNever = -99;
  return probability > 0 ? std::log10(probability) : kNever;
}

void AppendGrams(const Counts& counts, std::size_t length, std::string* arpa) {
  absl::StrAppendFormat(arpa, "\n\\%d-grams:\n", length);
  for (const auto& [gram, count] : counts.grams(length)) {
    absl::StrAppendFormat(arpa, "%.4f\t%s", Log10(counts.Probability(gram)),
                          absl::StrJoin(gram, " "));
    if (length < kOrder) absl::StrAppendFormat(arpa, "\t%.4f", Log10(counts.Backoff(gram)));
    arpa->push_back('\n');
  }
}

}  // namespace

std::string MakeArpa(absl::string_view sentences,
                     const std::function<bool(const std::string&)>& is_known) {
  const Counts counts = Count(sentences, is_known);
  if (counts.empty()) return "";
  std::string arpa = "\\data\\\n";
  for (std::size_t length = 1; length <= kOrder; ++length) {
    absl::StrAppendFormat(&arpa, "ngram %d=%d\n", length, counts.grams(length).size());
  }
  for (std::size_t length = 1; length <= kOrder; ++length) AppendGrams(counts, length, &arpa);
  arpa.append("\n\\end\\\n");
  return arpa;
}

}  // namespace lossy::agent
