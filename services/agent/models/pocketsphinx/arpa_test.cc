#include "services/agent/models/pocketsphinx/arpa.h"

#include <cmath>
#include <map>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

using testing::HasSubstr;
using testing::Not;

bool KnowsAll(const std::string&) { return true; }

// The contents of an ARPA file, and the probabilities that a decoder computes from it.
class Model {
 public:
  explicit Model(absl::string_view arpa) {
    for (const absl::string_view line : absl::StrSplit(arpa, '\n')) {
      const std::vector<std::string> columns = absl::StrSplit(line, '\t');
      if (columns.size() < 2) continue;
      probability_[columns[1]] = Number(columns[0]);
      if (columns.size() > 2) backoff_[columns[1]] = Number(columns[2]);
      if (columns[1].find(' ') == std::string::npos) words_.insert(columns[1]);
    }
  }

  double Of(const std::string& word, const std::string& behind) const {
    const std::string gram = behind.empty() ? word : absl::StrCat(behind, " ", word);
    const auto found = probability_.find(gram);
    if (found != probability_.end() || behind.empty()) {
      return found == probability_.end() ? 0 : found->second;
    }
    const auto backoff = backoff_.find(behind);
    const std::vector<std::string> rest = absl::StrSplit(behind, absl::MaxSplits(' ', 1));
    return (backoff == backoff_.end() ? 1 : backoff->second) *
           Of(word, rest.size() > 1 ? rest[1] : "");
  }

  double SumBehind(const std::string& behind) const {
    double sum = 0;
    for (const std::string& word : words_) sum += Of(word, behind);
    return sum;
  }

 private:
  static double Number(const std::string& text) {
    double number = 0;
    EXPECT_TRUE(absl::SimpleAtod(text, &number)) << text;
    return std::pow(10, number);
  }

  std::map<std::string, double> probability_, backoff_;
  std::set<std::string> words_;
};

constexpr char kSentences[] =
    "The music is too loud.\n"
    "the title is too small\n"
    "Make the title bigger, please!\n";

TEST(ArpaTest, EveryHistoryHasASuccessor) {
  const Model model(MakeArpa(kSentences, KnowsAll));
  for (const char* behind :
       {"", "<s>", "the", "title", "the title", "is too", "title is", "too loud", "music loud"}) {
    EXPECT_NEAR(model.SumBehind(behind), 1, 0.01) << behind;
  }
}

TEST(ArpaTest, ASpokenSequenceIsLikelierThanAnUnspokenOne) {
  const Model model(MakeArpa(kSentences, KnowsAll));
  EXPECT_GT(model.Of("too", "title is"), model.Of("music", "title is"));
  EXPECT_GT(model.Of("title", "the"), model.Of("music", "the"));
  EXPECT_GT(model.Of("music", "title is"), 0);
}

TEST(ArpaTest, StatesTheCountOfEachOrder) {
  const std::string arpa = MakeArpa("a b\na c\n", KnowsAll);
  EXPECT_THAT(arpa, HasSubstr("ngram 1=5\nngram 2=5\nngram 3=4\n"));
}

TEST(ArpaTest, AWordThatIsNotKnownSeparates) {
  const std::string arpa =
      MakeArpa("turn the zorble down", [](const std::string& word) { return word != "zorble"; });
  EXPECT_THAT(arpa, Not(HasSubstr("zorble")));
  EXPECT_THAT(arpa, Not(HasSubstr("the down")));
  EXPECT_THAT(arpa, HasSubstr("<s> down"));
}

TEST(ArpaTest, AnEmptyTextMakesNoModel) {
  EXPECT_EQ(MakeArpa("", KnowsAll), "");
  EXPECT_EQ(MakeArpa("\n ... \n", KnowsAll), "");
  EXPECT_EQ(MakeArpa("word", [](const std::string&) { return false; }), "");
}

}  // namespace
}  // namespace lossy::agent
