import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.LongValues;

/** Comments in an index of Lucene. What goes in and comes out crosses as few strings, since each crossing costs. */
public final class Comments {
    private Comments() {}

    /** Adds batches in threads of its own; all is committed when it is closed. */
    public static final class Writer implements AutoCloseable {
        private static final double MEMORY = 256;
        private static final int FIELDS = 6;

        private final IndexWriter writer;
        private final ExecutorService threads;
        private final Semaphore room;
        private final List<Future<?>> batches = new ArrayList<>();

        public Writer(String folder, int threads) throws IOException {
            var config = new IndexWriterConfig(new English()).setRAMBufferSizeMB(MEMORY);
            this.writer = new IndexWriter(FSDirectory.open(Path.of(folder)), config);
            this.threads = Executors.newFixedThreadPool(threads);
            this.room = new Semaphore(2 * threads);
        }

        /** Adds comments, each of id, parent, author, month, date and text, all of them joined by NUL, in UTF-8. */
        public void add(byte[] batch) throws InterruptedException {
            room.acquire();
            batches.add(threads.submit(() -> {
                try {
                    var fields = new String(batch, StandardCharsets.UTF_8).split("\0", -1);
                    for (int at = 0; at < fields.length; at += FIELDS) {
                        writer.addDocument(document(fields, at));
                    }
                    return null;
                } finally {
                    room.release();
                }
            }));
        }

        private static Document document(String[] fields, int at) {
            var document = new Document();
            document.add(new StringField("id", fields[at], Store.YES));
            if (!fields[at + 1].isEmpty()) {
                document.add(new StringField("parent", fields[at + 1], Store.NO));
            }
            document.add(new SortedDocValuesField("author", new BytesRef(fields[at + 2])));
            document.add(new SortedDocValuesField("month", new BytesRef(fields[at + 3])));
            document.add(new LongField("created", Long.parseLong(fields[at + 4]), Store.NO));
            document.add(new TextField("text", fields[at + 5], Store.YES));
            return document;
        }

        /** Commits, once every batch is in, and ends with the merging. */
        @Override
        public void close() throws IOException, InterruptedException, ExecutionException {
            threads.shutdown();
            for (var batch : batches) {
                batch.get();
            }
            writer.close();
        }
    }

    /** Lower case and Porter's stems; no stop words. */
    private static final class English extends Analyzer {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            Tokenizer words = new StandardTokenizer();
            return new TokenStreamComponents(words, new PorterStemFilter(new LowerCaseFilter(words)));
        }
    }

    /** An index opened for questions, for one thread. */
    public static final class Searcher {
        private static final Sort NEWEST =
                new Sort(LongField.newSortField("created", true, SortedNumericSelector.Type.MIN));

        private final IndexSearcher searcher;
        private final SortedDocValues authors;
        private final SortedDocValues months;

        public Searcher(String folder) throws IOException {
            IndexReader reader = DirectoryReader.open(FSDirectory.open(Path.of(folder)));
            searcher = new IndexSearcher(reader);
            searcher.setQueryCache(null); // asked again and again, a question must be answered, not remembered
            authors = MultiDocValues.getSortedValues(reader, "author");
            months = MultiDocValues.getSortedValues(reader, "month");
        }

        /** The best or the newest: a line for each, of its id and, after a tab, its score. */
        public String hits(Query query, boolean newest, int top) throws IOException {
            TopDocs found = newest
                    ? searcher.search(query, new TopFieldCollectorManager(NEWEST, top, top))
                    : searcher.search(query, new TopScoreDocCollectorManager(top, top));
            var stored = searcher.storedFields();
            var lines = new StringBuilder();
            for (ScoreDoc hit : found.scoreDocs) {
                String id = stored.document(hit.doc, Set.of("id")).get("id");
                lines.append(id).append('\t').append(newest ? 0 : hit.score).append('\n');
            }
            return lines.toString();
        }

        /** The authors with the most matches, and all months: a line for each, with how many; a line between. */
        @SuppressWarnings("deprecation") // what took its place is for searches by several threads
        public String facets(Query query, int top) throws IOException {
            var authors = new Counts("author", this.authors);
            var months = new Counts("month", this.months);
            searcher.search(query, new SimpleCollector() {
                @Override
                protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
                    authors.enter(leaf);
                    months.enter(leaf);
                }

                @Override
                public void collect(int document) throws IOException {
                    authors.count(document);
                    months.count(document);
                }

                @Override
                public ScoreMode scoreMode() {
                    return ScoreMode.COMPLETE_NO_SCORES;
                }
            });
            return authors.most(top) + "\n" + months.most(Integer.MAX_VALUE);
        }

        public int total(Query query) throws IOException {
            return searcher.count(query);
        }
    }

    /** How often each value of a field is met, by the values' numbers in the whole index. */
    private static final class Counts {
        private final String field;
        private final SortedDocValues all;
        private final int[] found;
        private SortedDocValues here;
        private LongValues number;

        Counts(String field, SortedDocValues all) {
            this.field = field;
            this.all = all;
            this.found = new int[all.getValueCount()];
        }

        void enter(LeafReaderContext leaf) throws IOException {
            here = DocValues.getSorted(leaf.reader(), field);
            // The values of one segment are given as they are, those of several with a map from each one's numbers.
            var isOne = all.getClass() != MultiDocValues.MultiSortedDocValues.class;
            number = isOne
                    ? LongValues.IDENTITY
                    : ((MultiDocValues.MultiSortedDocValues) all).mapping.getGlobalOrds(leaf.ord);
        }

        void count(int document) throws IOException {
            if (here.advanceExact(document)) {
                found[(int) number.get(here.ordValue())]++;
            }
        }

        String most(int top) throws IOException {
            var best = new PriorityQueue<Long>(); // the count above the value's number, the least first
            for (int value = 0; value < found.length; value++) {
                if (found[value] > 0 && (best.size() < top || found[value] > best.peek() >> Integer.SIZE)) {
                    best.add((long) found[value] << Integer.SIZE | value);
                    if (best.size() > top) {
                        best.poll();
                    }
                }
            }
            var lines = new StringBuilder();
            for (long each : best) {
                String value = all.lookupOrd((int) each).utf8ToString();
                lines.append(value).append('\t').append(each >> Integer.SIZE).append('\n');
            }
            return lines.toString();
        }
    }

    /** What is asked: how words stand in a match, the parent, and from when to before when; none of them needed. */
    public static Query query(String matches, String[] words, String parent, long[] dates) {
        if (parent != null) {
            return new TermQuery(new Term("parent", parent));
        }
        if (matches.equals("phrase")) {
            return new PhraseQuery("text", words);
        }
        if (matches.equals("prefix")) {
            return new PrefixQuery(new Term("text", words[0]));
        }
        var joined = new BooleanQuery.Builder();
        for (String word : words) {
            joined.add(new TermQuery(new Term("text", word)), matches.equals("any") ? Occur.SHOULD : Occur.MUST);
        }
        if (dates != null) {
            joined.add(LongField.newRangeQuery("created", dates[0], dates[1] - 1), Occur.FILTER);
        }
        return joined.build();
    }
}
