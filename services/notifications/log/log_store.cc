#include "services/notifications/log/log_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/time/clock.h"
#include "services/notifications/log/append_batch.h"
#include "services/notifications/log/epoch.h"
#include "services/notifications/log/log_sql.h"
#include "services/notifications/log/log_values.h"
#include "services/notifications/log/topic_reader.h"
#include "services/notifications/migrations/migrations.h"

namespace lossy::notifications {
namespace {

using base::pg::Connection;
using base::pg::Param;
using base::pg::Queries;
using base::pg::Transaction;

// Makes COMMIT return before the server has written it to the disk.
constexpr base::pg::Setting kWithoutFlush[] = {{"synchronous_commit", "off"}};

const std::string& RenewSql() {
  static const std::string sql = absl::StrCat(R"sql(
    UPDATE topics t SET epoch = n.epoch, era = (SELECT era FROM server)
    FROM (
      SELECT t.topic, g.epoch FROM unnest($1::text[], $2::text[]) AS g(topic, epoch)
      JOIN topics t ON t.topic = g.topic WHERE $3::boolean OR NOT )sql",
                                              kFresh, R"sql(
      ORDER BY t.topic FOR NO KEY UPDATE OF t) n
    WHERE t.topic = n.topic)sql");
  return sql;
}

std::vector<std::string> NewEpochs(std::size_t count) {
  std::vector<std::string> epochs;
  for (std::size_t i = 0; i < count; ++i) epochs.push_back(NewEpoch());
  return epochs;
}

std::vector<absl::string_view> Views(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

}  // namespace

absl::Status LogStore::Migrate() {
  const absl::Status status = base::pg::Migrate(pool_, Migrations());
  return status.ok() ? server_.Claim(pool_) : status;
}

absl::StatusOr<std::vector<LogStore::Appended>> LogStore::Append(
    absl::Span<const NewEvent* const> events) {
  const Batch batch(events);
  absl::StatusOr<std::vector<Appended>> appended = std::vector<Appended>();
  LogServer::State server;
  const auto append = [&](Queries& queries) {
    appended = AppendBatch(queries, batch, server);
    return appended.status();
  };
  const auto append_and_redact = [&](Transaction& transaction) {
    const absl::Status status = append(transaction);
    return status.ok() ? Redact(transaction, events, *appended, batch) : status;
  };
  const auto work = [&] {
    server = server_.checked();
    return HasRedaction(events) ? pool_.Transaction(append_and_redact) : append(pool_);
  };
  absl::Status status = Prepared(batch.topics, work);
  // Another replica appended one of the events at the same time, and the repeat sees it.
  if (absl::IsAlreadyExists(status)) status = Prepared(batch.topics, work);
  if (!status.ok()) return status;
  const std::vector<Appended>& places = *appended;
  // The last position of a batch is enough, because a restore removes whole transactions.
  const Appended& last = places.back();
  if (!last.repeat) server_.Remember(batch.topics.back(), last.position, server.era);
  recent_epochs_.Forget(batch.topics);
  std::vector<Appended> of_each;
  of_each.reserve(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    of_each.push_back(places[batch.row_of[i]]);
    of_each.back().repeat |= batch.repeats[i];
  }
  return of_each;
}

absl::StatusOr<TopicLog::Range> LogStore::Read(const std::string& topic,
                                               const absl::optional<v1::Position>& after,
                                               int limit) {
  absl::StatusOr<TopicLog::Range> range = TopicLog::Range();
  const absl::Status status = Prepared({topic}, [&] {
    return pool_.With([&](Connection& connection) {
      if (absl::Status same = server_.Check(connection).status(); !same.ok()) return same;
      range = ReadRange(connection, topic, after, limit);
      return range.status();
    });
  });
  if (!status.ok()) return status;
  return range;
}

absl::StatusOr<std::vector<v1::Position>> LogStore::Heads(
    absl::Span<const absl::string_view> topics) {
  absl::StatusOr<std::vector<v1::Position>> heads = std::vector<v1::Position>();
  const absl::Status status = Prepared(topics, [&] {
    return pool_.With([&](Connection& connection) {
      if (absl::Status same = server_.Check(connection).status(); !same.ok()) return same;
      heads = ReadHeads(connection, topics);
      return heads.status();
    });
  });
  if (!status.ok()) return status;
  return heads;
}

absl::StatusOr<TopicLog::Changes> LogStore::Changed(const TopicLog::Mark& mark) {
  return ReadChanges(pool_, mark);
}

absl::Status LogStore::EndEpochs(absl::Span<const absl::string_view> topics) {
  if (topics.empty()) {
    recent_epochs_.ForgetAll();
    return EndAllEpochs(pool_, "an operator's order");
  }
  server_.Forget(topics);
  recent_epochs_.Forget(topics);
  return Renew(Distinct(topics), /*all=*/true);
}

absl::Status LogStore::EndIfRolledBack(const std::string& topic, const v1::Position& known) {
  return notifications::EndIfRolledBack(pool_, {.topic = topic, .position = known});
}

// Runs the work. If the work needs a check of the server, or epochs for topics, this provides them
// and runs the work again.
absl::Status LogStore::Prepared(absl::Span<const absl::string_view> topics,
                                absl::FunctionRef<absl::Status()> work) {
  constexpr int kAttempts = 6;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    absl::Status status = work();
    if (absl::IsFailedPrecondition(status)) {
      status = server_.Recheck(pool_);
    } else if (absl::IsNotFound(status)) {
      const std::vector<absl::string_view> distinct = Distinct(topics);
      status = MakeTopics(distinct);
      if (status.ok()) status = Renew(distinct, /*all=*/false);
      // A remembered position of an epoch that has ended proves nothing.
      server_.Forget(distinct);
    } else {
      return status;
    }
    if (!status.ok()) return status;
  }
  return base::Unavailable("the topics come and go");
}

// Runs in a transaction of its own, so that no transaction holds locks of topics while it waits for
// another one that makes the same topics. Fails while a dump is being loaded and the table has no
// key.
//
// The commit does not wait for the disk. If the server fails before it has written the row, the
// topic has no event, and is made again (RecentEpochs). The commit of an event also writes the
// commits before it, so no event loses its topic.
absl::Status LogStore::MakeTopics(absl::Span<const absl::string_view> topics) {
  const std::vector<std::string> epochs = recent_epochs_.Choose(topics, base::SteadyNow());
  const absl::Status status = pool_.Transaction([&](Transaction& transaction) {
    if (absl::Status set = transaction.SetLocal(kWithoutFlush); !set.ok()) return set;
    return transaction
        .Query(
            "INSERT INTO topics (topic, epoch, era) "
            "SELECT g.*, s.era FROM unnest($1::text[], $2::text[]) AS g(topic, epoch), server s "
            "ON CONFLICT (topic) DO NOTHING",
            {Param::Texts(topics), Param::Texts(Views(epochs))})
        .status();
  });
  return absl::IsInternal(status) ? base::Unavailable("the log is being restored") : status;
}

absl::Status LogStore::Renew(absl::Span<const absl::string_view> topics, bool all) {
  const std::vector<std::string> epochs = NewEpochs(topics.size());
  return pool_.Transaction([&](Transaction& transaction) {
    const absl::Status renewed =
        transaction.Query(RenewSql(), {Param::Texts(topics), Param::Texts(Views(epochs)), all})
            .status();
    // Replicas notice a new version of the server's row (ReadChanges). The others find topics that
    // are not fresh by what made them so, which changes the row as well.
    if (!renewed.ok() || !all) return renewed;
    return transaction.Query("UPDATE server SET identity = identity").status();
  });
}

}  // namespace lossy::notifications
