#include "edge/admin/socket_ids.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

TEST(SocketIdsTest, ReadsItsOwnIds) {
  const SocketIds ids;
  const auto socket = ids.Parse(ids.Format({.worker = 3, .number = 70'000}));
  ASSERT_TRUE(socket.has_value());
  EXPECT_EQ(socket->worker, 3);
  EXPECT_EQ(socket->number, 70'000u);
}

TEST(SocketIdsTest, RefusesTheIdsOfAnotherProcess) {
  const SocketIds ids;
  const SocketIds others;
  EXPECT_FALSE(ids.Parse(others.Format({.worker = 0, .number = 1})).has_value());
}

TEST(SocketIdsTest, RefusesOtherTexts) {
  const SocketIds ids;
  const std::string id = ids.Format({.worker = 0, .number = 1});
  const std::string tag = id.substr(0, id.find('-'));
  for (const std::string& text : {std::string(), tag, tag + "-1", tag + "-65536-1",
                                  tag + "-0-4294967296", tag + "-0--1", tag + "-x-1", id + "-1"}) {
    EXPECT_FALSE(ids.Parse(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace lossy::edge
