#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/error/error.h"
#include "edge/transcoding/json_to_wire.h"
#include "edge/transcoding/message_table.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

namespace lossy::edge {

// For tests: converts `json` by the table of `T`, and appends the result to `wire`.
template <typename T>
absl::Status Convert(absl::string_view json, std::string* wire) {
  TableSet tables;
  return JsonToWire(**tables.For(T::descriptor()), PaddedJson(json).view(), wire);
}

// Checks that `json` becomes the message with this text form.
template <typename T>
void ExpectWire(absl::string_view json, const std::string& text) {
  std::string wire;
  const absl::Status status = Convert<T>(json, &wire);
  ASSERT_TRUE(status.ok()) << json << ": " << status;
  T actual, expected;
  ASSERT_TRUE(actual.ParseFromString(wire)) << json;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &expected)) << text;
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(actual, expected))
      << json << " is\n"
      << actual.DebugString();
}

// Checks that `json` is rejected with a problem of that field.
template <typename T>
void ExpectRefusal(absl::string_view json, const std::string& field, const std::string& problem) {
  std::string wire;
  const absl::Status status = Convert<T>(json, &wire);
  ASSERT_FALSE(status.ok()) << json;
  const channel::v1::Error error = base::ToError(status);
  EXPECT_EQ(error.reason(), channel::v1::REASON_INVALID_ARGUMENT) << json;
  EXPECT_THAT(error.details(), testing::ElementsAre(testing::Pair(field, problem))) << json;
}

}  // namespace lossy::edge
