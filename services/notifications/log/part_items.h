#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

namespace lossy::notifications {

// The items of one part of a log, and their places in the list that was divided.
template <typename Item>
struct PartItems {
  std::vector<Item> items;
  std::vector<std::size_t> places;

  // Moves the results, which are in the order of `items`, to the places of the items.
  template <typename Result>
  void Scatter(std::vector<Result> results, std::vector<Result>* all) const {
    for (std::size_t i = 0; i < results.size(); ++i) (*all)[places[i]] = std::move(results[i]);
  }
};

// Divides the items: `part_of(item)` returns the part of each, below `parts`. The items of a part
// keep their order.
template <typename Items, typename PartOf>
auto DivideByPart(Items items, std::size_t parts, const PartOf& part_of) {
  std::vector<PartItems<std::remove_cv_t<typename Items::value_type>>> divided(parts);
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto& part = divided[part_of(items[i])];
    part.items.push_back(std::move(items[i]));
    part.places.push_back(i);
  }
  return divided;
}

}  // namespace lossy::notifications
