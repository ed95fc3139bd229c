// Tests that all replicas agree on the true presences after faults of replicas, streams and
// messages.

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/notifications/presence/replicas_fixture.h"

namespace lossy::notifications {
namespace {

constexpr int kReplicas = 3;
constexpr int kEdges = 4;
constexpr int kSteps = 300;
const std::vector<std::string> kTopics = {"a", "b"};

// An edge that tracks presences by one stream at a time, to one of the replicas.
class Edge {
 public:
  Edge(ReplicasFixture& replicas, int number) : replicas_(replicas), number_(number) {}

  std::size_t replica() const { return replica_; }
  const std::map<std::string, std::string>& presences() const { return presences_; }  // Topics.

  void Join(const std::string& topic) {
    const std::string ref = absl::StrCat(number_, ".", ++refs_);
    presences_[ref] = topic;
    replicas_[replica_].Track(topic, ref, this);
  }

  void Update() {
    if (presences_.empty()) return;
    const auto [old, topic] = *presences_.begin();
    const std::string ref = absl::StrCat(number_, ".", ++refs_);
    presences_.erase(old);
    presences_[ref] = topic;
    replicas_[replica_].Track(topic, ref, this, old);
  }

  void Leave() {
    if (presences_.empty()) return;
    const auto [ref, topic] = *presences_.begin();
    presences_.erase(ref);
    replicas_[replica_].tracker().Untrack(topic, ref);
  }

  // Moves to another replica, as after a broken stream. `notified`: the old replica notices.
  void MoveTo(std::size_t replica, bool notified) {
    if (notified) Release();
    replica_ = replica;
    for (const auto& [ref, topic] : presences_) replicas_[replica_].Track(topic, ref, this);
  }

  void Release() {
    for (const auto& [ref, topic] : presences_)
      replicas_[replica_].tracker().Release(topic, ref, this);
  }

 private:
  ReplicasFixture& replicas_;
  const int number_;
  std::size_t replica_ = 0;
  int refs_ = 0;
  std::map<std::string, std::string> presences_;  // Topics by ref.
};

class PresenceConvergenceTest : public testing::TestWithParam<int> {
 protected:
  PresenceConvergenceTest() {
    for (int i = 0; i < kEdges; ++i) edges_.emplace_back(replicas_, i);
  }

  int Roll(int sides) { return std::uniform_int_distribution<int>(0, sides - 1)(random_); }

  void Change() {
    Edge& edge = edges_[Roll(kEdges)];
    switch (Roll(4)) {
      case 0:
      case 1:
        return edge.Join(kTopics[Roll(2)]);
      case 2:
        return edge.Update();
      default:
        return edge.Leave();
    }
  }

  void Disturb() {
    ReplicaFixture& replica = replicas_[Roll(kReplicas)];
    switch (Roll(7)) {
      case 0:
        return edges_[Roll(kEdges)].MoveTo(Roll(kReplicas), /*notified=*/true);
      case 1:
        return Kill(Roll(kReplicas));
      case 2:
        replica.losses = Roll(5);
        return;
      case 3:
        replica.reached = !replica.reached;
        return;
      case 4:
        replica.times = 1 + Roll(2);
        return;
      case 5:
        replica.connected_to_bus = !replica.connected_to_bus;
        return;
      default:
        replica.hangs = !replica.hangs;
        return;
    }
  }

  // Its edges connect to another replica.
  void Kill(std::size_t i) {
    replicas_.Restart(i);
    for (Edge& edge : edges_) {
      if (edge.replica() == i) edge.MoveTo(Roll(kReplicas), /*notified=*/false);
    }
  }

  void Heal() {
    for (std::size_t i = 0; i < replicas_.size(); ++i) {
      ReplicaFixture& replica = replicas_[i];
      replica.reached = replica.connected_to_bus = true;
      replica.hangs = false;
      replica.losses = 0;
      replica.times = 1;
    }
  }

  std::set<std::string> Truth(const std::string& topic) const {
    std::set<std::string> refs;
    for (const Edge& edge : edges_) {
      for (const auto& [ref, where] : edge.presences()) {
        if (where == topic) refs.insert(ref);
      }
    }
    return refs;
  }

  std::mt19937 random_{static_cast<std::mt19937::result_type>(GetParam())};
  ReplicasFixture replicas_{kReplicas};
  std::vector<Edge> edges_;
};

TEST_P(PresenceConvergenceTest, AllReplicasAgreeOnThePresencesInTheEnd) {
  for (int i = 0; i < kSteps; ++i) {
    Change();
    if (Roll(5) == 0) Disturb();
    replicas_.Run(absl::Milliseconds(50 * Roll(20)));
  }
  Heal();
  replicas_.Run(absl::Seconds(20));
  for (const std::string& topic : kTopics) {
    for (int i = 0; i < kReplicas; ++i)
      EXPECT_EQ(replicas_[i].PresentRefs(topic), Truth(topic)) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, PresenceConvergenceTest, testing::Range(0, 200));

}  // namespace
}  // namespace lossy::notifications
