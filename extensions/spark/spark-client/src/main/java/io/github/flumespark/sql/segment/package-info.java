/**
 * Segments: what was polled, in files under the query's checkpoint, and what keeps those who come
 * too late from adding to them.
 *
 * <pre>
 * ROOT/epochs/000000000012/agent1-9999-0.000000   a segment: partition, number
 * ROOT/written/UUID                               being written
 * ROOT/floor/000000000011                         all epochs up to this one are over
 * ROOT/removed/000000000011-UUID                  being removed
 * </pre>
 *
 * <h2>The fences</h2>
 *
 * <ol>
 *   <li>A segment's name can be had by one file only: of several attempts of a task, one wins, and
 *       the others read its segment.
 *   <li>To end an epoch, the floor is raised first, and then the directory is moved away. To open
 *       one, the directory is made first, and then the floor is read. So whoever opens an epoch
 *       that is over finds out, in whatever order the steps of two drivers come.
 *   <li>A file that has become a segment is acknowledged only if the floor is still below its
 *       epoch. So a directory that a second driver has made again takes nothing from anybody.
 *   <li>Whoever has read a partition to its end looks at the floor once more: what it has read may
 *       have lain in such a directory.
 *   <li>Each partition that an epoch has ends with a segment that is marked as the last. One that
 *       may not be polled any more, because its sink is gone from the options, gets such a segment
 *       as well: it shuts out a task of the driver before, which may still be polling.
 * </ol>
 */
package io.github.flumespark.sql.segment;
