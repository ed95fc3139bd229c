#include "edge/transcoding/unknown_keys.h"

#include "edge/transcoding/json_to_wire.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sample.pb.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class UnknownKeysTest : public testing::Test {
 protected:
  // Reads a Shelf and returns its unknown keys, each as "path" or "path -> suggestion".
  std::vector<std::string> Read(absl::string_view json,
                                absl::Span<const absl::string_view> options = {}) {
    UnknownKeys unknown(options);
    std::string wire;
    const MessageTable& table = **tables_.For(sample::Shelf::descriptor());
    status_ = JsonToWire(table, PaddedJson(json).view(), &wire, &unknown);
    std::vector<std::string> keys;
    for (const UnknownKey& key : unknown.keys()) {
      keys.push_back(key.suggestion.empty() ? key.path : key.path + " -> " + key.suggestion);
    }
    return keys;
  }

  TableSet tables_;
  absl::Status status_;
};

TEST_F(UnknownKeysTest, AcceptsEveryKeyOfAField) {
  EXPECT_THAT(Read(R"({"book_title":"a","bookTitle":"b","title":"c","name":"d","parts":[]})"),
              IsEmpty());
  EXPECT_THAT(Read("null"), IsEmpty());
}

TEST_F(UnknownKeysTest, SuggestsTheMostSimilarKey) {
  EXPECT_THAT(Read(R"({"book_titel":1})"), ElementsAre("book_titel -> book_title"));
  EXPECT_THAT(Read(R"({"BookTitle":1})"), ElementsAre("BookTitle -> book_title"));
  EXPECT_THAT(Read(R"({"pars":1,"cat":1})"), ElementsAre("pars -> parts", "cat -> chat"));
  EXPECT_THAT(Read(R"({"titles":1})"), ElementsAre("titles -> book_title"));
  EXPECT_THAT(Read(R"({"colour":1,"":2})"), ElementsAre("colour", ""));
}

TEST_F(UnknownKeysTest, NamesNestedKeysByTheirPath) {
  EXPECT_THAT(Read(R"({"chat":{"sqe":1},"parts":[{},{"chats":{}}]})"),
              ElementsAre("chat.sqe -> chat.seq", "parts[1].chats -> parts[1].chat"));
  EXPECT_THAT(Read(R"({"colour":{"shade":1}})"), ElementsAre("colour"));
}

TEST_F(UnknownKeysTest, ReadsEscapesInKeys) {
  EXPECT_THAT(Read("{\"p\\u0061rs\":1}"), ElementsAre("pars -> parts"));
}

TEST_F(UnknownKeysTest, KeepsTheKeysBeforeAnError) {
  EXPECT_THAT(Read(R"({"pars":1,"book_title":5})"), ElementsAre("pars -> parts"));
  EXPECT_FALSE(status_.ok());
}

TEST_F(UnknownKeysTest, KnowsTheOptionsOfTheOutermostObjectOnly) {
  const absl::string_view options[] = {"recover"};
  EXPECT_THAT(Read(R"({"recover":true,"recovr":true,"chat":{"recover":1}})", options),
              ElementsAre("recovr -> recover", "chat.recover"));
}

TEST_F(UnknownKeysTest, IsBounded) {
  std::string json = "{";
  for (int i = 0; i < 20; ++i) json += "\"unknown" + std::to_string(i) + "\":1,";
  EXPECT_THAT(Read(json + "\"chat\":null}"), SizeIs(UnknownKeys::kMost));
  const std::string umlauts = std::string(99, 'x') + "ü";
  EXPECT_THAT(Read("{\"" + umlauts + "\":1}"), ElementsAre(std::string(99, 'x')));
}

}  // namespace
}  // namespace lossy::edge
