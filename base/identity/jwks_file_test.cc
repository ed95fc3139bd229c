#include "base/identity/jwks_file.h"

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/identity/jwk.h"
#include "base/identity/key_file.h"
#include "base/time/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::HasSubstr;

bool Has(JwksFile& file, absl::string_view kid) { return !file.Get()->Find(kid, "EdDSA").empty(); }

class JwksFileTest : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(directory_); }

  void WriteKey(const std::string& path, absl::string_view kid) {
    ASSERT_TRUE(
        WriteKeyFile(
            path, absl::StrCat(R"({"keys":[)", Jwk::GenerateEd25519(kid).ToJson(false), "]}"), 0600)
            .ok());
  }

  absl::StatusOr<std::shared_ptr<JwksFile>> Open(const std::string& paths) {
    JwksFile::Options options;
    options.on_reload = [this](const absl::Status& status) { reloads_.push_back(status); };
    options.on_skipped = [this](const std::string& path, const SkippedKey& key) {
      skipped_.push_back(absl::StrCat(path, ":", key.kid));
    };
    return JwksFile::Open(paths, clock_, options);
  }

  // A set with a key that cannot verify tokens, and others.
  void WriteOddKeyAnd(const std::string& path, const std::vector<std::string>& kids) {
    std::string keys = R"({"kty":"RSA","kid":"odd","n":"AA","e":"AQAB"})";
    for (const std::string& kid : kids) {
      absl::StrAppend(&keys, ",", Jwk::GenerateEd25519(kid).ToJson(false));
    }
    ASSERT_TRUE(WriteKeyFile(path, absl::StrCat(R"({"keys":[)", keys, "]}"), 0600).ok());
  }

  std::string directory_ = testing::TempDir() + "jwks_file_test";
  bool made_ = std::filesystem::create_directory(directory_);
  std::string a_ = directory_ + "/a.json";
  std::string b_ = directory_ + "/b.json";
  FakeClock clock_;
  std::vector<absl::Status> reloads_;
  std::vector<std::string> skipped_;
};

TEST_F(JwksFileTest, IsAnErrorWhenMissingAtTheStart) {
  const absl::Status status = Open(a_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr(a_));
  EXPECT_FALSE(Open("").ok());
}

TEST_F(JwksFileTest, NamesTheFileThatIsBroken) {
  WriteKey(a_, "a");
  ASSERT_TRUE(WriteKeyFile(b_, "{}", 0600).ok());
  EXPECT_THAT(std::string(Open(a_ + "," + b_).status().message()), HasSubstr(b_));
}

TEST_F(JwksFileTest, CombinesSeveralFiles) {
  WriteKey(a_, "a");
  WriteKey(b_, "b");
  const auto file = *Open(a_ + "," + b_);
  EXPECT_TRUE(Has(*file, "a"));
  EXPECT_TRUE(Has(*file, "b"));
}

TEST_F(JwksFileTest, LogsEachSkippedKeyAtTheStartAndAtAReload) {
  WriteOddKeyAnd(a_, {"a"});
  WriteKey(b_, "b");
  const auto file = *Open(a_ + "," + b_);
  EXPECT_TRUE(Has(*file, "a"));
  EXPECT_TRUE(Has(*file, "b"));
  EXPECT_THAT(skipped_, testing::ElementsAre(a_ + ":odd"));
  WriteOddKeyAnd(b_, {"c"});
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(Has(*file, "c"));
  EXPECT_THAT(skipped_, testing::ElementsAre(a_ + ":odd", a_ + ":odd", b_ + ":odd"));
  EXPECT_THAT(reloads_, testing::ElementsAre(absl::OkStatus()));
}

TEST_F(JwksFileTest, RefusesToStartWithoutAnyUsableKey) {
  WriteOddKeyAnd(a_, {});
  const std::string problem(Open(a_).status().message());
  EXPECT_THAT(problem, HasSubstr(a_));
  EXPECT_THAT(problem, HasSubstr("odd"));
  EXPECT_THAT(problem, HasSubstr("no key can verify"));
  WriteKey(b_, "b");
  EXPECT_TRUE(Open(a_ + "," + b_).ok()) << "one file's keys are enough";
  ASSERT_TRUE(WriteKeyFile(a_, R"({"keys":[]})", 0600).ok());
  EXPECT_FALSE(Open(a_).ok());
}

TEST_F(JwksFileTest, KeepsTheOldKeysWhenNoNewOneIsUsable) {
  WriteKey(a_, "a");
  const auto file = *Open(a_);
  WriteOddKeyAnd(a_, {});
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(Has(*file, "a"));
  ASSERT_EQ(reloads_.size(), 1u);
  EXPECT_FALSE(reloads_[0].ok());
}

TEST_F(JwksFileTest, AcceptsNoTokenWithAnEmptyList) {
  WriteKey(a_, "a");
  const auto file = *Open(a_);
  ASSERT_TRUE(WriteKeyFile(a_, R"({"keys":[]})", 0600).ok());
  clock_.Advance(absl::Seconds(1));
  EXPECT_FALSE(Has(*file, "a"));
}

TEST_F(JwksFileTest, FollowsAChangeOfAnyFile) {
  WriteKey(a_, "a");
  WriteKey(b_, "b");
  const auto file = *Open(a_ + "," + b_);
  WriteKey(b_, "c");
  clock_.Advance(absl::Seconds(1));
  EXPECT_FALSE(Has(*file, "b"));
  EXPECT_TRUE(Has(*file, "c"));
  EXPECT_TRUE(Has(*file, "a"));
  EXPECT_THAT(reloads_, testing::ElementsAre(absl::OkStatus()));
}

TEST_F(JwksFileTest, ReadsTheFileNoMoreThanOncePerInterval) {
  WriteKey(a_, "a");
  const auto file = *Open(a_);
  WriteKey(a_, "b");
  clock_.Advance(absl::Milliseconds(999));
  EXPECT_TRUE(Has(*file, "a"));
  clock_.Advance(absl::Milliseconds(1));
  EXPECT_TRUE(Has(*file, "b"));
}

TEST_F(JwksFileTest, ReadsAgainAfterTheIntervalThoughTheClockWasSetBack) {
  WriteKey(a_, "a");
  const auto file = *Open(a_);
  WriteKey(a_, "b");
  clock_.StepWall(-absl::Hours(1));
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(Has(*file, "b"));
}

TEST_F(JwksFileTest, ReturnsTheSameSetWhileNothingChanges) {
  WriteKey(a_, "a");
  const auto file = *Open(a_);
  const auto before = file->Get();
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(file->Get(), before);
  EXPECT_TRUE(reloads_.empty());
}

TEST_F(JwksFileTest, SeesAChangeThatLeavesSizeAndTimeAsTheyWere) {
  WriteKey(a_, "a");
  const auto file = *Open(a_);
  const auto time = std::filesystem::last_write_time(a_);
  WriteKey(a_, "b");
  std::filesystem::last_write_time(a_, time);
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(Has(*file, "b"));
}

TEST_F(JwksFileTest, KeepsTheOldKeysWhenTheNewFileIsBroken) {
  WriteKey(a_, "a");
  const auto file = *Open(a_);
  ASSERT_TRUE(WriteKeyFile(a_, R"({"keys":)", 0600).ok());
  for (int i = 0; i < 3; ++i) {
    clock_.Advance(absl::Seconds(1));
    EXPECT_TRUE(Has(*file, "a"));
  }
  ASSERT_EQ(reloads_.size(), 1u) << "one complaint per change";
  EXPECT_THAT(std::string(reloads_[0].message()), HasSubstr(a_));

  WriteKey(a_, "b");
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(Has(*file, "b"));
  EXPECT_TRUE(reloads_.back().ok());
}

TEST_F(JwksFileTest, KeepsTheOldKeysWhenTheFileIsMissing) {
  WriteKey(a_, "a");
  const auto file = *Open(a_);
  std::filesystem::remove(a_);
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(Has(*file, "a"));
  ASSERT_EQ(reloads_.size(), 1u);
  EXPECT_EQ(reloads_[0].code(), absl::StatusCode::kNotFound);
}

TEST_F(JwksFileTest, KeepsTheOldKeysUntilAFileThatCannotBeUsedIsGoodAgain) {
  WriteKey(a_, "a");
  const auto file = *Open(a_);
  const std::string whole = *ReadKeyFile(a_);
  const auto expect_kept = [&](const char* what) {
    for (int i = 0; i < 100; ++i) {
      clock_.Advance(absl::Seconds(1));
      EXPECT_TRUE(Has(*file, "a")) << what;
    }
    EXPECT_FALSE(reloads_.back().ok()) << what;
    EXPECT_EQ(reloads_.size(), 2u) << what << ": once, and once more after a minute";
    ASSERT_TRUE(WriteKeyFile(a_, whole, 0600).ok());
    clock_.Advance(absl::Seconds(1));
    EXPECT_TRUE(Has(*file, "a")) << what;
    EXPECT_TRUE(reloads_.back().ok()) << what;
    reloads_.clear();
  };
  std::filesystem::remove(a_);
  expect_kept("deleted");
  ASSERT_TRUE(WriteKeyFile(a_, "", 0600).ok());
  expect_kept("empty");
  ASSERT_TRUE(WriteKeyFile(a_, whole.substr(0, whole.size() / 2), 0600).ok());
  expect_kept("truncated");
  std::filesystem::remove(a_);
  std::filesystem::create_symlink(a_, a_);
  expect_kept("unreadable");
  ASSERT_TRUE(WriteKeyFile(a_, std::string(2 << 20, 'x'), 0600).ok());
  expect_kept("too large");
}

TEST_F(JwksFileTest, MayBeUsedFromManyThreadsWhileTheFileChanges) {
  WriteKey(a_, "0");
  const auto file =
      *JwksFile::Open(a_, clock_, {.check_interval = absl::ZeroDuration(), .on_reload = nullptr});
  std::atomic<bool> stop = false;
  std::vector<std::thread> readers;
  readers.reserve(3);
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!stop) EXPECT_EQ(file->Get()->size(), 1u);
    });
  }
  for (int i = 1; i <= 50; ++i) WriteKey(a_, absl::StrCat(i));
  stop = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_TRUE(Has(*file, "50"));
}

}  // namespace
}  // namespace lossy::base
