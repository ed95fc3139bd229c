#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace lossy::notifications {

// The place of a database in the list over which the topics are spread. All replicas must have the
// same list in the same order, because each topic has one log. So each database stores its place.
struct LogPlacement {
  int place = 1;   // From 1.
  int places = 1;  // The size of the list.
  // The topics that the first database has whatever their hash, sorted. Empty if the list has one
  // database.
  std::vector<std::string> first_topics = {};

  friend bool operator==(const LogPlacement& a, const LogPlacement& b) = default;
};

// Returns the place, from 0, of the database that has the topic, if the list has `places`
// databases. It depends on the arguments alone and must never change, in no process and no later
// version.
std::size_t PlaceOf(absl::string_view topic, std::size_t places,
                    absl::Span<const std::string> first_topics);

}  // namespace lossy::notifications
