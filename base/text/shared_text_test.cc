#include "base/text/shared_text.h"

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(SharedTextTest, HasTheTextOfItsMaking) {
  EXPECT_EQ(SharedText("room:a").view(), "room:a");
  EXPECT_EQ(SharedText(std::string("a\0b", 3)).view(), absl::string_view("a\0b", 3));
  EXPECT_EQ(SharedText("").view(), "");
  EXPECT_TRUE(SharedText().empty());
  EXPECT_EQ(SharedText("room:a").size(), 6u);
}

TEST(SharedTextTest, SharesTheBytesWithItsCopies) {
  SharedText first = "room:a";
  const SharedText copy = first;
  EXPECT_EQ(copy.view().data(), first.view().data());
  const char* const bytes = first.view().data();
  first = "room:b";
  EXPECT_EQ(copy.view(), "room:a");
  EXPECT_EQ(copy.view().data(), bytes);
  const SharedText moved = std::move(first);
  EXPECT_EQ(moved.view(), "room:b");
}

TEST(SharedTextTest, KeepsItsTextWhenItIsAssignedToItself) {
  SharedText text = "room:a";
  const SharedText& same = text;
  text = same;
  EXPECT_EQ(text, "room:a");
}

TEST(SharedTextTest, ComparesByText) {
  EXPECT_EQ(SharedText("a"), SharedText("a"));
  EXPECT_NE(SharedText("a"), SharedText("b"));
  EXPECT_EQ(SharedText("a"), std::string("a"));
  EXPECT_NE(SharedText(), "a");
}

TEST(SharedTextTest, MayBeCopiedOnManyThreads) {
  const SharedText text = "a text that several threads copy";
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&text] {
      for (int round = 0; round < 1000; ++round) {
        const SharedText copy = text;
        EXPECT_EQ(copy.size(), text.size());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace lossy::base
